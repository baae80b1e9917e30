/**
 * Models in the Open Neural Network Exchange format, read from files of operator sets 6 to 21 and written in
 * set 17.
 *
 * <p>{@link dev.espalier.onnx.Onnx} is the door. What depends on shapes alone is calculated while a file is read, so that a
 * graph holds nothing but the network. An operator that has no counterpart is refused by name.
 */
package dev.espalier.onnx;
