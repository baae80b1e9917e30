/* Functions of vectors in what C and Java have in common: no preprocessor, no compiler's own words. */

INLINE vf v_clamp(vf x, float low, float high) { return v_min(v_max(x, SPLAT(low)), SPLAT(high)); }

/* To the nearest whole number, the even one of two. */
INLINE vf v_round(vf x) {
  vf big = SPLAT(12582912.0f);
  vf rounded = (x + big) - big;
  return v_select(v_abs(x) < SPLAT(4194304.0f), rounded, x);
}

/* Cephes' expf: error of 2 units in the last place. Beyond the range of floats: 0 and about 1.7e38. */
INLINE vf v_exp(vf x) {
  x = v_clamp(x, -87.33f, 88.02f);
  /* The sum's last bits are the nearest whole number. */
  vf big = SPLAT(12582912.0f);
  vf sum = x * SPLAT(1.44269504088896341f) + big;
  vf n = sum - big;
  vf r = x - n * SPLAT(0.693359375f);
  r = r + n * SPLAT(2.12194440e-4f);
  vf p = SPLAT(1.9875691500e-4f);
  p = p * r + SPLAT(1.3981999507e-3f);
  p = p * r + SPLAT(8.3334519073e-3f);
  p = p * r + SPLAT(4.1665795894e-2f);
  p = p * r + SPLAT(1.6666665459e-1f);
  p = p * r + SPLAT(5.0000001201e-1f);
  p = p * (r * r) + r + SPLAT(1.0f);
  vi scale = ((vi)sum + v_all(127 - 0x4b400000)) << 23;
  return p * (vf)scale;
}

/* Cephes' logf, for normal numbers above 0. */
INLINE vf v_log(vf x) {
  vi bits = (vi)x;
  vi exponent = ((bits >> 23) & v_all(0xff)) - v_all(126);
  vf m = (vf)((bits & v_all(0x007fffff)) | v_all(0x3f000000));
  vi low = m < SPLAT(0.707106781186547524f);
  vf e = v_floats(exponent + low);
  m = m + (vf)((vi)m & low) - SPLAT(1.0f);
  vf z = m * m;
  vf p = SPLAT(7.0376836292e-2f);
  p = p * m + SPLAT(-1.1514610310e-1f);
  p = p * m + SPLAT(1.1676998740e-1f);
  p = p * m + SPLAT(-1.2420140846e-1f);
  p = p * m + SPLAT(1.4249322787e-1f);
  p = p * m + SPLAT(-1.6668057665e-1f);
  p = p * m + SPLAT(2.0000714765e-1f);
  p = p * m + SPLAT(-2.4999993993e-1f);
  p = p * m + SPLAT(3.3333331174e-1f);
  p = p * m * z + e * SPLAT(-2.12194440e-4f) - SPLAT(0.5f) * z;
  vf result = m + p + e * SPLAT(0.693359375f);
  vf undefined = v_select(x == ZERO, SPLAT(-__builtin_inff()), SPLAT(NOT_A_NUMBER));
  return v_select(x > ZERO, result, undefined);
}

INLINE vf v_sigmoid(vf x) { return SPLAT(1.0f) / (SPLAT(1.0f) + v_exp(-x)); }

/* Eigen's rational approximation; error of a few units in the last place. */
INLINE vf v_tanh(vf x) {
  vf c = v_clamp(x, -7.90531110763549805f, 7.90531110763549805f);
  vf z = c * c;
  vf p = SPLAT(-2.76076847742355e-16f);
  p = p * z + SPLAT(2.00018790482477e-13f);
  p = p * z + SPLAT(-8.60467152213735e-11f);
  p = p * z + SPLAT(5.12229709037114e-08f);
  p = p * z + SPLAT(1.48572235717979e-05f);
  p = p * z + SPLAT(6.37261928875436e-04f);
  p = p * z + SPLAT(4.89352455891786e-03f);
  vf q = SPLAT(1.19825839466702e-06f);
  q = q * z + SPLAT(1.18534705686654e-04f);
  q = q * z + SPLAT(2.26843463243900e-03f);
  q = q * z + SPLAT(4.89352518554385e-03f);
  return c * p / q;
}

/* Eigen's rational approximation; error of a few units in the last place. */
INLINE vf v_erf(vf x) {
  vf c = v_clamp(x, -4.0f, 4.0f);
  vf z = c * c;
  vf p = SPLAT(-2.72614225801306e-10f);
  p = p * z + SPLAT(2.77068142495902e-08f);
  p = p * z + SPLAT(-2.10102402082508e-06f);
  p = p * z + SPLAT(-5.69250639462346e-05f);
  p = p * z + SPLAT(-7.34990630326855e-04f);
  p = p * z + SPLAT(-2.95459980854025e-03f);
  p = p * z + SPLAT(-1.60960333262415e-02f);
  vf q = SPLAT(-1.45660718464996e-05f);
  q = q * z + SPLAT(-2.13374055278905e-04f);
  q = q * z + SPLAT(-1.68282697438203e-03f);
  q = q * z + SPLAT(-7.37332916720468e-03f);
  q = q * z + SPLAT(-1.42647390514189e-02f);
  return c * p / q;
}

/* log(1 + e^x) without overflow. */
INLINE vf v_softplus(vf x) {
  vf e = v_exp(-v_abs(x));
  /* log(1 + e) as log(u) e / (u - 1) with u = 1 + e rounded, which is exact to the last place for small e. */
  vf u = SPLAT(1.0f) + e;
  vf d = u - SPLAT(1.0f);
  vi small = d == ZERO;
  vf log = v_select(small, e, v_log(u) * e / v_select(small, SPLAT(1.0f), d));
  return v_max(x, ZERO) + log;
}

/* Beyond 2^23 numbers have nothing behind the point. */
INLINE vf v_floor(vf x) {
  vf r = v_round(x);
  return r - v_select(r > x, SPLAT(1.0f), ZERO);
}

INLINE vf v_ceil(vf x) { return -v_floor(-x); }

INLINE vf v_truncate(vf x) { return v_select(x < ZERO, v_ceil(x), v_floor(x)); }

INLINE vf v_sign(vf x) { return v_select(x > ZERO, SPLAT(1.0f), v_select(x < ZERO, SPLAT(-1.0f), x)); }

INLINE vf v_square(vf x) { return x * x; }

INLINE vf v_gelu(vf x) { return SPLAT(0.5f) * x * (SPLAT(1.0f) + v_erf(x * SPLAT(0.70710678118654752f))); }

INLINE vf v_hard_sigmoid(vf x) { return v_clamp(x + SPLAT(3.0f), 0.0f, 6.0f) * SPLAT(1.0f / 6.0f); }

INLINE vf v_hard_swish(vf x) { return x * v_hard_sigmoid(x); }

INLINE vf v_leaky_relu(vf x, float slope) { return v_select(x > ZERO, x, x * SPLAT(slope)); }

/* e^x - 1 without cancellation near 0: sinh and cosh of half the argument by tanh. */
INLINE vf v_expm1(vf x) {
  vf t = v_tanh(x * SPLAT(0.5f));
  return v_select(v_abs(x) < SPLAT(1.0f), (t + t) / (SPLAT(1.0f) - t), v_exp(x) - SPLAT(1.0f));
}

INLINE vf v_elu(vf x, float alpha) { return v_select(x > ZERO, x, SPLAT(alpha) * v_expm1(v_min(x, ZERO))); }

/* x^p: exact products for small whole p, else by logarithms. */
INLINE vf v_pow(vf x, float p) {
  if (p == (float)(int)p && p >= -8 && p <= 8) {
    vf y = SPLAT(1.0f);
    int n = p < 0 ? -(int)p : (int)p;
    for (int i = 0; i < n; i++) y = y * x;
    return p < 0 ? SPLAT(1.0f) / y : y;
  }
  if (p == 0.5f) return v_sqrt(x);
  if (p == -0.5f) return SPLAT(1.0f) / v_sqrt(x);
  vf zero = p > 0 ? ZERO : SPLAT(__builtin_inff());
  return v_select(x == ZERO, zero, v_exp(SPLAT(p) * v_log(x)));
}
