/* Vectors of VL sums of products of bytes, and what rounds them to levels. Needs the prelude. */
typedef unsigned char byte;
typedef byte vb __attribute__((vector_size(VL)));
typedef byte vbu __attribute__((vector_size(VL), aligned(1), may_alias));
typedef int via __attribute__((vector_size(4 * VL), may_alias));
typedef int four __attribute__((aligned(1), may_alias));
typedef short vs __attribute__((vector_size(2 * VL)));
typedef short vsu __attribute__((vector_size(2 * VL), aligned(1), may_alias));
typedef int quarter __attribute__((vector_size(16), aligned(1), may_alias));
typedef double vd __attribute__((vector_size(8 * VL)));
typedef long long vl __attribute__((vector_size(8 * VL)));
typedef double vda __attribute__((vector_size(8 * VL), aligned(64), may_alias));

#define LOADI(p) ((vi)*(const via *)(p))
#define STOREI(p, v) (*(via *)(p) = (v))
#define LOADD(p) ((vd)*(const vda *)(p))
#define FLOATS(x) __builtin_convertvector(x, vf)
#define DOUBLES(x) __builtin_convertvector(x, vd)

/* VL bytes as numbers, and the lowest byte of each of VL numbers. */
#define BYTES(p) __builtin_convertvector((vb)*(const vbu *)(p), vi)
#define NARROW(p, x) (*(vbu *)(p) = __builtin_convertvector(x, vb))

/*
 * The lowest one to four bytes of each of VL numbers, one after the other. Of three at most four more are written after them.
 */
#define STORE_1(p, x) NARROW(p, x)
#define STORE_2(p, x) (*(vsu *)(p) = __builtin_convertvector(x, vs))
#define STORE_3(p, x) v_store_three(p, x)
#define STORE_4(p, x) STOREU(p, (vf)(x))

#if VL == 16
#define THREE_OF_FOUR {THREE, THREE, THREE, THREE}
#else
#define THREE_OF_FOUR {THREE, THREE}
#endif
#define THREE 0x04020100, 0x09080605, 0x0e0d0c0a, -1

INLINE void v_store_three(byte *p, vi x) {
#ifdef __x86_64__
  vi order = THREE_OF_FOUR, r;
  __asm__("vpshufb %2, %1, %0" : "=v"(r) : "v"(x), "v"(order));
  for (int i = 0; i < VL / 4; i++) *(quarter *)(p + 12 * i) = ((const quarter *)&r)[i];
#else
  for (int i = 0; i < VL; i++) *(four *)(p + 3 * i) = x[i];
#endif
}

/* A sum with this has the nearest whole number in its last bits, the even one of two. */
#define WHOLE 12582912.0f
#define WHOLE_DOUBLE 6755399441055744.0

/* Four neighbouring bytes in every lane. */
INLINE vi v_four(const byte *p) {
#ifdef __x86_64__
  vi x;
  __asm__("vpbroadcastd %1, %0" : "=v"(x) : "m"(*(const four *)p));
  return x;
#elif defined(__ARM_FEATURE_DOTPROD) && !defined(__ARM_FEATURE_MATMUL_INT8)
  /* Products of signed bytes alone: all bytes 128 less. */
  return v_all(*(const four *)p) ^ v_all(0x80808080);
#else
  return v_all(*(const four *)p);
#endif
}

/*
 * DOT: to each lane's sum the products of its four unsigned bytes and four signed weights. DOT_SMALL does the same where
 * two neighbouring products, the second and the first or the fourth and the third, sum up to 16 bits.
 */
#if VL == 16 && defined(__AVX512VNNI__)
#define DOT(sum, x, w) __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(x), "v"(w))
#define DOT_SMALL DOT
#define DOT_SHORT(sum, x, w) __asm__("vpdpwssd %2, %1, %0" : "+v"(sum) : "v"(x), "v"(w))
#elif VL == 8 && defined(__AVXVNNI__)
#define DOT(sum, x, w) __asm__("{vex} vpdpbusd %2, %1, %0" : "+x"(sum) : "x"(x), "x"(w))
#define DOT_SMALL DOT
#define DOT_SHORT(sum, x, w) __asm__("{vex} vpdpwssd %2, %1, %0" : "+x"(sum) : "x"(x), "x"(w))
#elif VL >= 8
INLINE vi v_products(vi x, vi w) {
  vi r;
  __asm__("vpmaddubsw %2, %1, %0" : "=v"(r) : "v"(x), "v"(w));
  return r;
}

INLINE vi v_shorts(vi x, vi w) {
  vi r;
  __asm__("vpmaddwd %2, %1, %0" : "=v"(r) : "v"(x), "v"(w));
  return r;
}

#define ONES v_all(0x00010001)
/* Sums of two products saturate, so that one of both is zero here. */
#define DOT(sum, x, w)                                                                        \
  ((sum) += v_shorts(v_products((x) & v_all(0x00ff00ff), w), ONES) +                          \
            v_shorts(v_products((x) & v_all((int)0xff00ff00), w), ONES))
#define DOT_SMALL(sum, x, w) ((sum) += v_shorts(v_products(x, w), ONES))
#define DOT_SHORT(sum, x, w) ((sum) += v_shorts(x, w))
#elif defined(__ARM_FEATURE_MATMUL_INT8)
#define DOT(sum, x, w) __asm__("usdot %0.4s, %1.16b, %2.16b" : "+w"(sum) : "w"(x), "w"(w))
#define DOT_SMALL DOT
#elif defined(__ARM_FEATURE_DOTPROD)
#define DOT(sum, x, w) __asm__("sdot %0.4s, %1.16b, %2.16b" : "+w"(sum) : "w"(x), "w"(w))
#define DOT_SMALL DOT
#else
#define ONE_OF(x, w, i) (((x) >> (8 * (i)) & v_all(255)) * ((w) << (24 - 8 * (i)) >> 24))
#define DOT(sum, x, w) ((sum) += ONE_OF(x, w, 0) + ONE_OF(x, w, 1) + ONE_OF(x, w, 2) + ONE_OF(x, w, 3))
#define DOT_SMALL DOT
#endif

/* The same for a byte and a weight in a lane each. */
#ifndef DOT_SHORT
#define DOT_SHORT(sum, x, w) ((sum) += (x) * (w))
#endif

/* The nearest whole number, the even one of two; x has a magnitude below 2^31. */
INLINE vi v_near(vf x) {
#ifdef __x86_64__
  vi r;
  __asm__("vcvtps2dq %1, %0" : "=v"(r) : "v"(x));
  return r;
#elif defined(__aarch64__)
  vi r;
  __asm__("fcvtns %0.4s, %1.4s" : "=w"(r) : "w"(x));
  return r;
#else
  vf whole = v_min(v_max(x, SPLAT(-65536.0f)), SPLAT(65536.0f)) + SPLAT(WHOLE);
  return (vi)whole - (vi)SPLAT(WHOLE);
#endif
}

/* The larger and the smaller of two whole numbers. */
INLINE vi v_most(vi a, vi b) {
#ifdef __x86_64__
  vi r;
  __asm__("vpmaxsd %2, %1, %0" : "=v"(r) : "v"(a), "v"(b));
  return r;
#else
  vi above = a > b;
  return (a & above) | (b & ~above);
#endif
}

INLINE vi v_least(vi a, vi b) {
#ifdef __x86_64__
  vi r;
  __asm__("vpminsd %2, %1, %0" : "=v"(r) : "v"(a), "v"(b));
  return r;
#else
  vi above = a > b;
  return (b & above) | (a & ~above);
#endif
}

/* NARROW of numbers that are not negative; those above 255 become 255. */
#if VL == 16
INLINE void v_narrow_bounded(byte *p, vi x) {
  __asm__("vpmovusdb %1, %0" : "=m"(*(vbu *)p) : "v"(x));
}
#define NARROW_BOUNDED(p, x) v_narrow_bounded(p, x)
#else
#define NARROW_BOUNDED(p, x) NARROW(p, v_least(x, v_all(255)))
#endif

/* a times b and c, rounded once where the processor can. */
INLINE vf v_fma(vf a, vf b, vf c) {
#ifdef __x86_64__
  __asm__("vfmadd213ps %2, %1, %0" : "+v"(a) : "v"(b), "v"(c));
  return a;
#else
  return a * b + c;
#endif
}

#if VL >= 8
/*
 * Of n vectors that stand in the order of packed lanes, the first four lanes the numbers 0-3 of the first vector, 4-7 of
 * the second and so on, and the next four those after n fours: PACK_n writes n VL bytes, numbers outside of 0 to 255 as
 * what is nearest, and UNPACK_n reads them.
 */
#define OF_TWO(name, instruction)                                        \
  INLINE vi name(vi a, vi b) {                                           \
    vi r;                                                                \
    __asm__(instruction " %2, %1, %0" : "=v"(r) : "v"(a), "v"(b));       \
    return r;                                                            \
  }
OF_TWO(v_pack_shorts, "vpackssdw")
OF_TWO(v_pack_bytes, "vpackuswb")
OF_TWO(v_low_bytes, "vpunpcklbw")
OF_TWO(v_high_bytes, "vpunpckhbw")
OF_TWO(v_low_shorts, "vpunpcklwd")
OF_TWO(v_high_shorts, "vpunpckhwd")

/* The numbers that another vector says. */
INLINE vi v_choose(vi x, vi numbers) {
  vi r;
  __asm__("vpermd %1, %2, %0" : "=v"(r) : "v"(x), "v"(numbers));
  return r;
}

typedef int vh __attribute__((vector_size(2 * VL), aligned(4), may_alias));
typedef int vw __attribute__((vector_size(VL), aligned(4), may_alias));

/* 2 VL bytes as numbers of 16 bits. */
INLINE vi v_shorts_of(const byte *p) {
  vi r;
  __asm__("vpmovzxbw %1, %0" : "=v"(r) : "m"(*(const vh *)p));
  return r;
}

#if VL == 16
#define CLOSE_2 ((vi){0, 1, 4, 5, 8, 9, 12, 13, 0, 1, 4, 5, 8, 9, 12, 13})
#define CLOSE_3 ((vi){0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0, 1, 2, 4})
#define APART_1 ((vi){0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3})
#define APART_2 ((vi){0, 1, 1, 1, 2, 3, 3, 3, 4, 5, 5, 5, 6, 7, 7, 7})
#define APART_3 ((vi){0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11})
#else
#define CLOSE_2 ((vi){0, 1, 4, 5, 0, 1, 4, 5})
#define CLOSE_3 ((vi){0, 1, 2, 4, 5, 6, 0, 1})
#define APART_1 ((vi){0, 0, 0, 0, 1, 1, 1, 1})
#define APART_2 ((vi){0, 1, 1, 1, 2, 3, 3, 3})
#define APART_3 ((vi){0, 1, 2, 2, 3, 4, 5, 5})
#endif

INLINE void v_store_2(byte *p, vi x) { *(vh *)p = ((const vh *)&x)[0]; }

INLINE void v_store_3(byte *p, vi x) {
  *(vh *)p = ((const vh *)&x)[0];
  *(vw *)(p + 2 * VL) = ((const vw *)&x)[2];
}

#define PACK_1(p, a) NARROW_BOUNDED(p, v_most(a, v_all(0)))
#define PACK_2(p, a, b) v_store_2(p, v_choose(v_pack_bytes(v_pack_shorts(a, b), v_pack_shorts(a, b)), CLOSE_2))
#define PACK_3(p, a, b, c) v_store_3(p, v_choose(v_pack_bytes(v_pack_shorts(a, b), v_pack_shorts(c, c)), CLOSE_3))
#define PACK_4(p, a, b, c, d) STOREU(p, (vf)v_pack_bytes(v_pack_shorts(a, b), v_pack_shorts(c, d)))

/* The fours of n VL bytes in the order of packed lanes; there must be room for a read of 4 VL. */
#define FOURS_1(p) v_choose((vi)LOADU(p), APART_1)
#define FOURS_2(p) v_choose((vi)LOADU(p), APART_2)
#define FOURS_3(p) v_choose((vi)LOADU(p), APART_3)
#define FOURS_4(p) ((vi)LOADU(p))

#define UNPACK_1(p, a) ((a) = BYTES(p))
#define UNPACK_2(p, a, b)                       \
  do {                                          \
    vi l = v_shorts_of(p);                      \
    (a) = v_low_shorts(l, (vi){0});             \
    (b) = v_high_shorts(l, (vi){0});            \
  } while (0)
#define UNPACK_HALVES(x, a, b, h)               \
  vi l = v_low_bytes(x, (vi){0});               \
  vi h = v_high_bytes(x, (vi){0});              \
  (a) = v_low_shorts(l, (vi){0});               \
  (b) = v_high_shorts(l, (vi){0})
#define UNPACK_3(p, a, b, c)                    \
  do {                                          \
    vi x = FOURS_3(p);                          \
    UNPACK_HALVES(x, a, b, h);                  \
    (c) = v_low_shorts(h, (vi){0});             \
  } while (0)
#define UNPACK_4(p, a, b, c, d)                 \
  do {                                          \
    vi x = FOURS_4(p);                          \
    UNPACK_HALVES(x, a, b, h);                  \
    (c) = v_low_shorts(h, (vi){0});             \
    (d) = v_high_shorts(h, (vi){0});            \
  } while (0)
#endif

/* Whether any lane is not 0. */
INLINE int v_any(vi x) {
#if VL == 16
  return __builtin_ia32_cmpd512_mask(x, (vi){0}, 4, -1) != 0;
#elif VL == 8
  return __builtin_ia32_movmskps256((vf)(x != 0)) != 0;
#else
  return (x[0] | x[1] | x[2] | x[3]) != 0;
#endif
}

/* Whether any lane of a is above b. */
INLINE int v_any_above(vf a, vf b) {
#if VL == 16
  return __builtin_ia32_cmpps512_mask(a, b, 14, -1, 4) != 0;
#elif VL == 8
  return __builtin_ia32_movmskps256((vf)(a > b)) != 0;
#else
  vi above = a > b;
  return (above[0] | above[1] | above[2] | above[3]) != 0;
#endif
}

/* A number between two others. */
#define CLAMP_DOUBLES(x, low, high)                                                           \
  do {                                                                                        \
    vd l = (low) - (vd){}, h = (high) - (vd){};                                               \
    vl under = (x) < l, over = (x) > h;                                                       \
    (x) = (vd)(((vl)(x) & ~under & ~over) | ((vl)l & under) | ((vl)h & over));                \
  } while (0)
