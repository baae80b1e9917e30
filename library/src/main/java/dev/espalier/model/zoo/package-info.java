/** The {@code Zoo} holds networks of the literature, each at the size of the images it is given, with fresh weights. */
package dev.espalier.model.zoo;
