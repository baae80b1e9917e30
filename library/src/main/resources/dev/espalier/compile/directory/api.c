
/* What programs call; the header says more. */
#define ESPALIER_PUBLIC __attribute__((visibility("default")))
#define ESPALIER_SIZE __SIZE_TYPE__
#if ESPALIER_FUTEX
#define ESPALIER_MOST_THREADS 1024
#else
#define ESPALIER_MOST_THREADS 1
#endif

struct @name@ {
  struct espalier_team team;
  struct espalier_run run;
  const float *inputs[@inputs@];
  float *outputs[@outputs@];
  ESPALIER_LINE int begun[]; /* for each thread a line, in which it counts the runs that it has begun */
};

ESPALIER_PUBLIC ESPALIER_SIZE @name@_memory(int threads) {
  if (threads < 1 || threads > ESPALIER_MOST_THREADS) return 0;
  /* Kernels may read up to a vector beyond the last number. */
  return sizeof(struct @name@) + 64 * (ESPALIER_SIZE)threads + 4 * (@arena@L + @scratch@L * (ESPALIER_SIZE)threads) + 64;
}

ESPALIER_PUBLIC struct @name@ *@name@_create(void *memory, ESPALIER_SIZE memory_size, const void *weights,
                                             ESPALIER_SIZE weights_size, int threads, const char **why) {
  const unsigned long long *head = (const unsigned long long *)weights;
  ESPALIER_SIZE needed = @name@_memory(threads);
  const char *problem = 0;
  if (needed == 0)
    problem = ESPALIER_MOST_THREADS == 1 ? "on this system there can be 1 thread" : "there can be 1 to 1024 threads";
  else if (!memory || (ESPALIER_SIZE)memory % 64)
    problem = "the memory does not begin at a multiple of 64 bytes";
  else if (memory_size < needed)
    problem = "the memory has fewer bytes than @name@_memory says";
  else if (!weights || (ESPALIER_SIZE)weights % 64)
    problem = "the weights do not begin at a multiple of 64 bytes";
  else if (weights_size < @weights@)
    problem = "the weights are not whole";
  else if (head[0] != @magic@ULL || head[1] != @fingerprint@ULL)
    problem = "the weights are those of another network, or of another compilation";
  if (why) *why = problem;
  if (problem) return 0;
  for (ESPALIER_SIZE i = 0; i < needed / 8; i++) ((unsigned long long *)memory)[i] = 0;
  struct @name@ *net = (struct @name@ *)memory;
  net->team.parts = threads;
  net->run.arena = (float *)(net->begun + 16 * threads);
  net->run.scratch = net->run.arena + @arena@L;
  net->run.weights = (const char *)weights + 64;
  net->run.inputs = net->inputs;
  net->run.outputs = net->outputs;
  net->run.team = &net->team;
  return net;
}

ESPALIER_PUBLIC void @name@_run(struct @name@ *net@parameters@) {
@assignments@  espalier_begin(&net->run);
  espalier_finish(&net->run);
}

ESPALIER_PUBLIC void @name@_work(struct @name@ *net, int thread) {
  while (espalier_work(&net->run, thread, &net->begun[16 * thread])) {
  }
}

ESPALIER_PUBLIC void @name@_destroy(struct @name@ *net) { espalier_dismiss(&net->run); }
