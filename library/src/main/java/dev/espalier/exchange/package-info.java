/**
 * Models in files of any format: {@link dev.espalier.exchange.Exchange} tells by a file's name what reads or writes it.
 */
package dev.espalier.exchange;
