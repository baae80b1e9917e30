/* @title@, compiled by Espalier @version@ for @target@.
 *
 * It computes one item at a time. It calls no library and allocates nothing: the caller brings all memory. See README.md. */
#ifndef @NAME@_H
#define @NAME@_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of @name@.weights. */
#define @NAME@_WEIGHTS_SIZE ((size_t)@weights@)

/* How many numbers there are in each input and output. All are single precision, the last axis varies fastest. */
@counts@
/* A network that is ready to run. It lies in the memory its maker brought. */
typedef struct @name@ @name@;

/* Bytes of working memory that a network on so many threads needs; 0 if there cannot be so many. */
size_t @name@_memory(int threads);

/* Prepares a network.
 *
 *   memory   @name@_memory(threads) bytes or more, whatever is in them, that begin at a multiple of 64
 *   weights  the content of @name@.weights, beginning at a multiple of 64 bytes; only read, and needed for as long as the
 *            network is; several networks may share it
 *   threads  that compute each run together: the one that calls @name@_run, and those that call @name@_work
 *   why      where to put a sentence about what is wrong, or NULL
 *
 * Returns NULL if something is wrong. */
@name@ *@name@_create(void *memory, size_t memory_size, const void *weights, size_t weights_size, int threads,
@indent@const char **why);

/* Computes the outputs of one item.
 *
@arguments@ *
 * Inputs and outputs must not overlap; they may begin at any address that suits a float. A network runs one item at a time:
 * two threads must not call this for the same network at once. Networks of the same weights may run side by side. */
void @name@_run(@name@ *net@parameters@);

/* The life of a further thread, for networks on more than one: to be called once in each of threads - 1 threads of the
 * caller's, with the numbers 1, 2, ... It takes part in every run, and sleeps between them. Returns after @name@_destroy.
 * While these threads are missing, @name@_run waits for them. */
void @name@_work(@name@ *net, int thread);

/* Lets all threads in @name@_work return; not while @name@_run is at work. When they have, memory and weights are the caller's
 * again. Networks on one thread need no destruction. */
void @name@_destroy(@name@ *net);

#ifdef __cplusplus
}
#endif
#endif
