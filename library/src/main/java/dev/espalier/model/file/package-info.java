/** A {@code ModelFile} holds one model: readable JSON for what it computes, safetensors for its numbers. */
package dev.espalier.model.file;
