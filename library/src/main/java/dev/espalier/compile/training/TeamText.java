package dev.espalier.compile.training;

/**
 * C that divides a kernel among the threads that oneDNN computes with. They wait for work by spinning, and other threads
 * would have to share the processors with them: so it asks the OpenMP library that is in the process already. Where there is
 * none the shares are computed one after the other.
 */
final class TeamText {

    /** What stands once before all kernels. */
    static final String HEAD =
            """
            typedef void team_kernel(const float *const *, float *, const char *, float *, int, int);
            struct team_work { team_kernel *kernel; const float *const *in; float *out; const char *data; int parts; };
            #ifdef __linux__
            /* The process has them; the library is made without. */
            extern void *dlopen(const char *, int) __attribute__((weak));
            extern void *dlsym(void *, const char *) __attribute__((weak));
            static void (*team_start)(void (*)(void *), void *, unsigned, unsigned);
            static int (*team_member)(void), (*team_size)(void);
            static int team_known;
            static void team_share(void *work) {
              const struct team_work *w = work;
              int size = team_size();
              for (int part = team_member(); part < w->parts; part += size)
                w->kernel(w->in, w->out, w->data, 0, part, w->parts);
            }
            static int team_find(void) {
              if (!team_known) {
                void *library = dlopen && dlsym ? dlopen("libgomp.so.1", 1 | 4) : 0; /* now if it is there, and only then */
                if (library) {
                  team_member = (int (*)(void))dlsym(library, "omp_get_thread_num");
                  team_size = (int (*)(void))dlsym(library, "omp_get_num_threads");
                  team_start = (void (*)(void (*)(void *), void *, unsigned, unsigned))dlsym(library, "GOMP_parallel");
                }
                team_known = 1;
              }
              return team_start && team_member && team_size;
            }
            #endif
            static void team_run(team_kernel *kernel, const float *const *in, float *out, const char *data, int parts) {
            #ifdef __linux__
              if (parts > 1 && team_find()) {
                struct team_work work = {kernel, in, out, data, parts};
                team_start(team_share, &work, parts, 0);
                return;
              }
            #endif
              for (int part = 0; part < parts; part++) kernel(in, out, data, 0, part, parts);
            }
            """;

    private TeamText() {}

    /** A kernel of the same signature that computes all shares of another; {@code parts} is their number. */
    static String of(String name, String kernel) {
        return "static void " + name
                + "(const float *const *in, float *out, const char *data, float *scratch, int part,"
                + " int parts) {\n  team_run(" + kernel + ", in, out, data, parts);\n}\n";
    }
}
