/* Several threads run the same network side by side, each its share of every call. Free of any library. */
#define ESPALIER_LINE __attribute__((aligned(64)))
#define ESPALIER_PLACES 32

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
  ESPALIER_LINE int places[ESPALIER_PLACES]; /* the core on which a thread has waited for long, from 1; 0 if it has not */
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
static long espalier_system(long number, long first, long second, long third) {
#if defined(__x86_64__)
  long result;
  register long fourth __asm__("r10") = 0;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(first), "S"(second), "d"(third), "r"(fourth)
                   : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = first;
  register long x1 __asm__("x1") = second;
  register long x2 __asm__("x2") = third;
  register long x3 __asm__("x3") = 0;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
#else
#error "no system calls are known for this processor"
#endif
}

#if defined(__x86_64__)
enum { ESPALIER_SCHED_YIELD = 24, ESPALIER_FUTEX_CALL = 202, ESPALIER_SET_AFFINITY = 203, ESPALIER_GET_AFFINITY = 204, ESPALIER_GET_CPU = 309 };
#else
enum { ESPALIER_SCHED_YIELD = 124, ESPALIER_FUTEX_CALL = 98, ESPALIER_SET_AFFINITY = 122, ESPALIER_GET_AFFINITY = 123, ESPALIER_GET_CPU = 168 };
#endif

static long espalier_futex(int *word, long operation, long value) {
  return espalier_system(ESPALIER_FUTEX_CALL, (long)word, operation, value);
}

/* Lets others have the core, if there are any. */
static void espalier_yield(void) {
  espalier_system(ESPALIER_SCHED_YIELD, 0, 0, 0);
}

/* Goes to another core than this one, if the thread may run on others; later it may run on all of them as before. */
static void espalier_leave(unsigned core) {
  enum { WORDS = 16, BITS = 64 };
  unsigned long long allowed[WORDS] = {0}, others[WORDS], any = 0;
  if (core >= WORDS * BITS || espalier_system(ESPALIER_GET_AFFINITY, 0, sizeof allowed, (long)allowed) <= 0) return;
  for (unsigned i = 0; i < WORDS; i++) {
    others[i] = allowed[i] & ~(core / BITS == i ? 1ull << core % BITS : 0);
    any |= others[i];
  }
  if (any && espalier_system(ESPALIER_SET_AFFINITY, 0, sizeof others, (long)others) == 0)
    espalier_system(ESPALIER_SET_AFFINITY, 0, sizeof allowed, (long)allowed);
}

/* Threads of a run that share a core wait for each other at every barrier, and it takes the system some tenths of a second to
 * part them. A thread that has waited for long says where, until it waits no more; one that finds another there leaves. */
static void espalier_part(struct espalier_team *team, int part) {
  unsigned core = 0;
  if (part >= ESPALIER_PLACES || espalier_system(ESPALIER_GET_CPU, (long)&core, 0, 0) != 0) return;
  int here = (int)core + 1;
  for (int other = 0; other < team->parts && other < ESPALIER_PLACES; other++) {
    if (other != part && __atomic_load_n(&team->places[other], __ATOMIC_RELAXED) == here) {
      espalier_leave(core);
      return;
    }
  }
  __atomic_store_n(&team->places[part], here, __ATOMIC_RELAXED);
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
static int espalier_spin(struct espalier_team *team, int part, const int *word, int old) {
  unsigned long long begun = espalier_clock(), patience = espalier_patience();
  do {
    for (int i = 0; i < 16; i++) {
      if (__atomic_load_n(word, __ATOMIC_ACQUIRE) != old) return 1;
      espalier_pause();
    }
  } while (espalier_clock() - begun < patience);
  int changed = 0;
#if ESPALIER_FUTEX
  /* To wake a sleeper takes longer than that, and a thread that comes late to one barrier for it would make the others sleep
   * at the next: so they wait some ten times as long before they do, but leave the core to others. */
  espalier_part(team, part);
  do {
    changed = __atomic_load_n(word, __ATOMIC_ACQUIRE) != old;
    if (!changed) espalier_yield();
  } while (!changed && espalier_clock() - begun < 12 * patience);
  if (part < ESPALIER_PLACES) __atomic_store_n(&team->places[part], 0, __ATOMIC_RELAXED);
#endif
  return changed;
}

/* Returns when a word has changed. */
static void espalier_await(struct espalier_team *team, int part, int *word, int old, int *sleepers) {
  while (!espalier_spin(team, part, word, old)) {
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
static void espalier_barrier(struct espalier_team *team, int part) {
  if (team->parts == 1) return;
  int generation = __atomic_load_n(&team->generation, __ATOMIC_RELAXED);
  if (__atomic_add_fetch(&team->arrived, 1, __ATOMIC_ACQ_REL) == team->parts) {
    __atomic_store_n(&team->arrived, 0, __ATOMIC_RELAXED);
    espalier_signal(&team->generation, &team->generation_sleepers);
  } else {
    espalier_await(team, part, &team->generation, generation, &team->generation_sleepers);
  }
}

#define BARRIER(run) espalier_barrier((run)->team, part)

static void network(const struct espalier_run *run, int part, int parts);

/* Lets the other threads begin a run. */
static void espalier_begin(const struct espalier_run *run) {
  if (run->team->parts > 1) espalier_signal(&run->team->start, &run->team->start_sleepers);
}

/* The first thread's share of a run that has begun; returns when all shares are done. */
static void espalier_finish(const struct espalier_run *run) {
  network(run, 0, run->team->parts);
  espalier_barrier(run->team, 0);
}

/* The life of another thread: its share of one run after the other. Returns 0 when it is told to stop; where threads cannot
 * sleep, 1 if nothing came for a while. */
static int espalier_work(const struct espalier_run *run, int part, int *begun) {
  struct espalier_team *team = run->team;
  for (;;) {
#if ESPALIER_FUTEX
    espalier_await(team, part, &team->start, *begun, &team->start_sleepers);
#else
    if (!espalier_spin(team, part, &team->start, *begun)) return 1;
#endif
    ++*begun;
    if (__atomic_load_n(&team->stop, __ATOMIC_ACQUIRE)) return 0;
    network(run, part, team->parts);
    espalier_barrier(team, part);
  }
}

/* Tells the other threads to stop. */
static void espalier_dismiss(const struct espalier_run *run) {
  __atomic_store_n(&run->team->stop, 1, __ATOMIC_RELEASE);
  espalier_signal(&run->team->start, &run->team->start_sleepers);
}
