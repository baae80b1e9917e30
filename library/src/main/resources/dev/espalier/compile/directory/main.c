/* Runs @name@ on numbers from files, and says what came out and how long it took. Free to be changed and copied. */
#define _POSIX_C_SOURCE 200112L
#include "@name@.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { INPUTS = @inputs@, OUTPUTS = @outputs@, LISTED = 5 };

struct tensor {
  const char *name;
  size_t count;
};

static const struct tensor input[INPUTS] = {@inputTable@};
static const struct tensor output[OUTPUTS] = {@outputTable@};

struct worker {
  pthread_t thread;
  @name@ *net;
  int number;
};

static void fail(const char *what, const char *which) {
  fprintf(stderr, "example: %s: %s\n", what, which);
  exit(1);
}

static void *allocate(size_t bytes) {
  void *memory = NULL;
  if (posix_memalign(&memory, 64, (bytes + 63) / 64 * 64) != 0) fail("there is not enough memory", "@name@");
  return memory;
}

/* Reads a file that must have so many bytes, or as many as there are. */
static void load(const char *name, void *to, size_t bytes) {
  FILE *file = fopen(name, "rb");
  if (file == NULL) fail("cannot open the file", name);
  size_t found = fread(to, 1, bytes, file);
  int more = found == bytes && fgetc(file) != EOF;
  fclose(file);
  if (found != bytes || more) {
    fprintf(stderr, "example: %s has %s than the %lu bytes that are needed\n", name, more ? "more" : "fewer",
            (unsigned long)bytes);
    exit(1);
  }
}

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

static int rising(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void *work(void *argument) {
  struct worker *worker = argument;
  @name@_work(worker->net, worker->number);
  return NULL;
}

/* The largest numbers of a vector with their places; the first numbers of anything else. */
static void show(const struct tensor *tensor, const float *numbers, int vector) {
  char *shown = calloc(tensor->count, 1);
  if (shown == NULL) fail("there is not enough memory", tensor->name);
  printf("%s, %s of %lu:\n", tensor->name, vector ? "the largest" : "the first", (unsigned long)tensor->count);
  for (size_t i = 0; i < LISTED && i < tensor->count; i++) {
    size_t place = i;
    if (vector) {
      place = tensor->count;
      for (size_t j = 0; j < tensor->count; j++)
        if (!shown[j] && (place == tensor->count || numbers[j] > numbers[place])) place = j;
      shown[place] = 1;
    }
    printf("  %6lu  %g\n", (unsigned long)place, numbers[place]);
  }
  free(shown);
}

/* Compares the outputs with those of the reference. */
static int check(float *const *out) {
  double difference = 0, largest = 0;
  int undefined = 0;
  for (int i = 0; i < OUTPUTS; i++) {
    char name[64];
    float *expected = allocate(output[i].count * sizeof(float));
    sprintf(name, "test/output%d.f32", i);
    load(name, expected, output[i].count * sizeof(float));
    for (size_t j = 0; j < output[i].count; j++) {
      double d = (double)out[i][j] - expected[j], e = expected[j];
      d = d < 0 ? -d : d;
      e = e < 0 ? -e : e;
      if (!(d <= 1e30)) undefined = 1;
      if (d > difference) difference = d;
      if (e > largest) largest = e;
    }
    free(expected);
  }
  double relative = largest > 0 ? difference / largest : difference;
  int good = !undefined && relative <= @tolerance@;
  printf("%s: largest difference from the reference %.2e, relative %.2e\n", good ? "passed" : "FAILED", difference,
         relative);
  return good ? 0 : 1;
}

static int usage(void) {
  printf("usage: example [--threads N] [--repeat N] [--weights FILE]");
  for (int i = 0; i < INPUTS; i++) printf(" %s.f32", input[i].name);
  printf("\n       example [--threads N] [--repeat N] [--weights FILE] --check\n\nEach file has single-precision numbers:\n");
  for (int i = 0; i < INPUTS; i++) printf("  %-16s %lu\n", input[i].name, (unsigned long)input[i].count);
  printf("--check takes those in test/ and compares what comes out with the reference.\n");
  return 2;
}

int main(int argc, char **argv) {
  const char *weights_file = "@name@.weights";
  const char *files[INPUTS] = {NULL};
  int threads = @threads@, repeat = 20, checking = 0, given = 0;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--check") == 0) checking = 1;
    else if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc) threads = atoi(argv[++i]);
    else if (strcmp(argv[i], "--repeat") == 0 && i + 1 < argc) repeat = atoi(argv[++i]);
    else if (strcmp(argv[i], "--weights") == 0 && i + 1 < argc) weights_file = argv[++i];
    else if (argv[i][0] == '-' || given == INPUTS) return usage();
    else files[given++] = argv[i];
  }
  if (repeat < 1 || (checking ? given != 0 : given != INPUTS)) return usage();

  float *in[INPUTS], *out[OUTPUTS];
  for (int i = 0; i < INPUTS; i++) {
    char name[64];
    sprintf(name, "test/input%d.f32", i);
    in[i] = allocate(input[i].count * sizeof(float));
    load(checking ? name : files[i], in[i], input[i].count * sizeof(float));
  }
  for (int i = 0; i < OUTPUTS; i++) out[i] = allocate(output[i].count * sizeof(float));
  void *weights = allocate(@NAME@_WEIGHTS_SIZE);
  load(weights_file, weights, @NAME@_WEIGHTS_SIZE);
  size_t bytes = @name@_memory(threads);
  void *memory = allocate(bytes);
  const char *why;
  @name@ *net = @name@_create(memory, bytes, weights, @NAME@_WEIGHTS_SIZE, threads, &why);
  if (net == NULL) fail("cannot prepare the network", why);

  struct worker *workers = calloc((size_t)threads, sizeof *workers);
  if (workers == NULL) fail("there is not enough memory", "@name@");
  for (int i = 1; i < threads; i++) {
    workers[i].net = net;
    workers[i].number = i;
    if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0) fail("cannot start a thread", "@name@");
  }

  double *times = calloc((size_t)repeat, sizeof *times);
  if (times == NULL) fail("there is not enough memory", "@name@");
  for (int i = 0; i < repeat; i++) {
    double start = milliseconds();
    @name@_run(net@call@);
    times[i] = milliseconds() - start;
  }
  qsort(times, (size_t)repeat, sizeof *times, rising);
  for (int i = 0; i < OUTPUTS && !checking; i++) show(&output[i], out[i], @vector@);
  printf("%s: %.3f ms, the median of %d runs on %d thread%s (fastest %.3f)\n", "@name@", times[repeat / 2], repeat, threads,
         threads == 1 ? "" : "s", times[0]);
  int result = checking ? check(out) : 0;

  @name@_destroy(net);
  for (int i = 1; i < threads; i++) pthread_join(workers[i].thread, NULL);
  for (int i = 0; i < INPUTS; i++) free(in[i]);
  for (int i = 0; i < OUTPUTS; i++) free(out[i]);
  free(times);
  free(workers);
  free(memory);
  free(weights);
  return result;
}
