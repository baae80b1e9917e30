/* Vectors of VL single-precision numbers, with GCC's vector extensions. Free of any library. */
typedef float vf __attribute__((vector_size(4 * VL)));
typedef int vi __attribute__((vector_size(4 * VL)));
/* The same, wherever it begins, and whatever else is read there. */
typedef float vfu __attribute__((vector_size(4 * VL), aligned(4), may_alias));
typedef float vfa __attribute__((vector_size(4 * VL), may_alias));

#define RESTRICT __restrict__
#define INLINE static inline __attribute__((always_inline))
#define PREFETCH(p) __builtin_prefetch(p)

#define LOAD(p) (*(const vfa *)(p))
#define STORE(p, v) (*(vfa *)(p) = (v))
#define LOADU(p) ((vf)*(const vfu *)(p))
#define STOREU(p, v) (*(vfu *)(p) = (v))
/* Stores a vector that is the value of the expression too. */
#define KEEP(p, v) (*(vfa *)(p) = (v))
#define LOAD_WORDS(p) (*(const vi *)(p))

/* GCC makes the best code of this form of a broadcast. */
#define SPLAT(x) ((x) - (vf){})
#define ZERO ((vf){})
#define NOT_A_NUMBER __builtin_nanf("")

INLINE vi v_all(int x) { return x - (vi){}; }

INLINE vf v_floats(vi x) { return __builtin_convertvector(x, vf); }

/* Keeps a vector in a register: GCC would rather load it again for each use. */
#if defined(__x86_64__) && !defined(__clang__)
#define HOLD(x) __asm__("" : "+v"(x))
#else
#define HOLD(x)
#endif

/* a where the mask's bits are set, b elsewhere. */
INLINE vf v_select(vi mask, vf a, vf b) { return (vf)(((vi)a & mask) | ((vi)b & ~mask)); }

INLINE vf v_max(vf a, vf b) {
#if VL == 16 && !defined(__clang__)
  return __builtin_ia32_maxps512_mask(a, b, a, -1, 4);
#elif VL == 8
  return __builtin_ia32_maxps256(a, b);
#else
  return v_select(a > b, a, b);
#endif
}

INLINE vf v_min(vf a, vf b) {
#if VL == 16 && !defined(__clang__)
  return __builtin_ia32_minps512_mask(a, b, a, -1, 4);
#elif VL == 8
  return __builtin_ia32_minps256(a, b);
#else
  return v_select(a < b, a, b);
#endif
}

INLINE vf v_abs(vf x) { return (vf)((vi)x & v_all(0x7fffffff)); }

INLINE vf v_sqrt(vf x) {
#if VL == 16 && !defined(__clang__)
  return __builtin_ia32_sqrtps512_mask(x, x, -1, 4);
#elif VL == 8 && !defined(__clang__)
  return __builtin_ia32_sqrtps256(x);
#else
  vf r;
  for (int i = 0; i < VL; i++) r[i] = __builtin_sqrtf(x[i]);
  return r;
#endif
}

/* Sum of all lanes. */
INLINE float v_sum(vf x) {
  float s[VL] __attribute__((aligned(4 * VL)));
  STORE(s, x);
#pragma GCC unroll 4
  for (int half = VL / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) s[i] += s[i + half];
  return s[0];
}

/* Largest of all lanes. */
INLINE float v_largest(vf x) {
  float s[VL] __attribute__((aligned(4 * VL)));
  STORE(s, x);
  float m = s[0];
  for (int i = 1; i < VL; i++) m = s[i] > m ? s[i] : m;
  return m;
}

/* Four zeros at a time, wherever they are. */
typedef float quad __attribute__((vector_size(16), aligned(4), may_alias));
#define ZERO_QUAD(p) (*(quad *)(p) = (quad){0})

/* The lanes of two vectors by turns: those of the lower halves, those of the upper ones. */
#if defined(__clang__)
#define V_SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define V_SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (vi){__VA_ARGS__})
#endif
#if VL == 16
#define V_LOW(a, b) V_SHUFFLE(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define V_HIGH(a, b) V_SHUFFLE(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#elif VL == 8
#define V_LOW(a, b) V_SHUFFLE(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define V_HIGH(a, b) V_SHUFFLE(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#else
#define V_LOW(a, b) V_SHUFFLE(a, b, 0, 4, 1, 5)
#define V_HIGH(a, b) V_SHUFFLE(a, b, 2, 6, 3, 7)
#endif

/* Transposes VL vectors. */
INLINE void v_turn(vf *rows) {
  vf turned[VL];
#pragma GCC unroll 4
  for (int step = 1; step < VL; step *= 2) {
#pragma GCC unroll 8
    for (int i = 0; i < VL / 2; i++) {
      turned[2 * i] = V_LOW(rows[i], rows[i + VL / 2]);
      turned[2 * i + 1] = V_HIGH(rows[i], rows[i + VL / 2]);
    }
#pragma GCC unroll 16
    for (int i = 0; i < VL; i++) rows[i] = turned[i];
  }
}
