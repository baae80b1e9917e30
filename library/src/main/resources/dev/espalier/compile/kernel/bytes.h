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
