/* Several threads run the same network side by side, each its share of every call. Free of any library. */
#define ESPALIER_LINE __attribute__((aligned(64)))

/* Where threads meet. All zeros before the first run, but for the number of threads. */
struct espalier_team {
  int parts;
  int stop;
  int (*yield)(void); /* lets another thread have the core, where threads cannot sleep; may be absent */
  ESPALIER_LINE int arrived;
  ESPALIER_LINE int generation;
  int generation_sleepers;
  ESPALIER_LINE int start;
  int start_sleepers;
};

/* One network being run. */
struct espalier_run {
  float *arena;
  const char *weights;
  const float *const *inputs;
  float *const *outputs;
  float *scratch;
  struct espalier_team *team;
};

#if defined(__linux__) && !defined(ESPALIER_NO_FUTEX)
#define ESPALIER_FUTEX 1
static long espalier_futex(int *word, long operation, long value) {
#if defined(__x86_64__)
  long result;
  register long timeout __asm__("r10") = 0;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(202L), "D"(word), "S"(operation), "d"(value), "r"(timeout)
                   : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = 98;
  register long x0 __asm__("x0") = (long)word;
  register long x1 __asm__("x1") = operation;
  register long x2 __asm__("x2") = value;
  register long x3 __asm__("x3") = 0;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
#else
#error "no system calls are known for this processor"
#endif
}

/* Lets others have the core, if there are any. */
static void espalier_yield(void) {
#if defined(__x86_64__)
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(24L) : "rcx", "r11", "memory");
#else
  register long x8 __asm__("x8") = 124;
  register long x0 __asm__("x0");
  __asm__ volatile("svc 0" : "=r"(x0) : "r"(x8) : "memory");
#endif
}
#else
#define ESPALIER_FUTEX 0
#endif

static inline void espalier_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  __asm__ volatile("yield" ::: "memory");
#endif
}

/* A clock, and how much of it is worth spinning for: 15 to 25 microseconds. */
static inline unsigned long long espalier_clock(void) {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();
#else
  unsigned long long now;
  __asm__ volatile("mrs %0, cntvct_el0" : "=r"(now));
  return now;
#endif
}

static inline unsigned long long espalier_patience(void) {
#if defined(__x86_64__)
  return 60000;
#else
  unsigned long long frequency;
  __asm__ volatile("mrs %0, cntfrq_el0" : "=r"(frequency));
  return frequency / 50000;
#endif
}

/* Whether a word changes while it is worth waiting for. */
static int espalier_spin(const int *word, int old) {
  unsigned long long begun = espalier_clock(), patience = espalier_patience();
  do {
    for (int i = 0; i < 16; i++) {
      if (__atomic_load_n(word, __ATOMIC_ACQUIRE) != old) return 1;
      espalier_pause();
    }
  } while (espalier_clock() - begun < patience);
#if ESPALIER_FUTEX
  /* To wake a sleeper takes longer than that, and a thread that comes late to one barrier for it would make the others sleep
   * at the next: so they wait some ten times as long before they do, but leave the core to others. */
  do {
    if (__atomic_load_n(word, __ATOMIC_ACQUIRE) != old) return 1;
    espalier_yield();
  } while (espalier_clock() - begun < 12 * patience);
#endif
  return 0;
}

/* Returns when a word has changed. */
static void espalier_await(const struct espalier_team *team, int *word, int old, int *sleepers) {
  while (!espalier_spin(word, old)) {
#if ESPALIER_FUTEX
    /* Either the one who changes the word sees a sleeper, or the system sees that the word has changed. */
    __atomic_fetch_add(sleepers, 1, __ATOMIC_SEQ_CST);
    espalier_futex(word, 128, old);
    __atomic_fetch_sub(sleepers, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(word, __ATOMIC_ACQUIRE) != old) return;
#else
    if (team->yield) team->yield();
#endif
  }
}

/* Changes a word. */
static void espalier_signal(int *word, int *sleepers) {
  __atomic_fetch_add(word, 1, __ATOMIC_SEQ_CST);
#if ESPALIER_FUTEX
  if (__atomic_load_n(sleepers, __ATOMIC_SEQ_CST) > 0) espalier_futex(word, 129, 0x7fffffff);
#endif
}

/* Returns when all threads are here. */
static void espalier_barrier(struct espalier_team *team) {
  if (team->parts == 1) return;
  int generation = __atomic_load_n(&team->generation, __ATOMIC_RELAXED);
  if (__atomic_add_fetch(&team->arrived, 1, __ATOMIC_ACQ_REL) == team->parts) {
    __atomic_store_n(&team->arrived, 0, __ATOMIC_RELAXED);
    espalier_signal(&team->generation, &team->generation_sleepers);
  } else {
    espalier_await(team, &team->generation, generation, &team->generation_sleepers);
  }
}

#define BARRIER(run) espalier_barrier((run)->team)

static void network(const struct espalier_run *run, int part, int parts);

/* Lets the other threads begin a run. */
static void espalier_begin(const struct espalier_run *run) {
  if (run->team->parts > 1) espalier_signal(&run->team->start, &run->team->start_sleepers);
}

/* The first thread's share of a run that has begun; returns when all shares are done. */
static void espalier_finish(const struct espalier_run *run) {
  network(run, 0, run->team->parts);
  espalier_barrier(run->team);
}

/* The life of another thread: its share of one run after the other. Returns 0 when it is told to stop; where threads cannot
 * sleep, 1 if nothing came for a while. */
static int espalier_work(const struct espalier_run *run, int part, int *begun) {
  struct espalier_team *team = run->team;
  for (;;) {
#if ESPALIER_FUTEX
    espalier_await(team, &team->start, *begun, &team->start_sleepers);
#else
    if (!espalier_spin(&team->start, *begun)) return 1;
#endif
    ++*begun;
    if (__atomic_load_n(&team->stop, __ATOMIC_ACQUIRE)) return 0;
    network(run, part, team->parts);
    espalier_barrier(team);
  }
}

/* Tells the other threads to stop. */
static void espalier_dismiss(const struct espalier_run *run) {
  __atomic_store_n(&run->team->stop, 1, __ATOMIC_RELEASE);
  espalier_signal(&run->team->start, &run->team->start_sleepers);
}
