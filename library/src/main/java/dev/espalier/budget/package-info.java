/**
 * How small a model must become, and how much of that each of its parts contributes.
 *
 * <p>The user names a {@link dev.espalier.budget.Budget}. A {@link dev.espalier.budget.Dials} is a way to make a model
 * smaller that can be turned up or down part by part; a {@link dev.espalier.budget.Sensitivity} measures what each turn
 * costs in loss; an {@link dev.espalier.budget.Allocator} finds the positions that meet the budget.
 */
package dev.espalier.budget;
