package dev.espalier.tfjs;

/** Makes one of TensorFlow's operators. */
@FunctionalInterface
interface Conversion {

    Result convert(Call call);
}
