/** Which of its possible codes each piece of work gets: by a guess, or by measuring them on this machine. */
package dev.espalier.compile.schedule;
