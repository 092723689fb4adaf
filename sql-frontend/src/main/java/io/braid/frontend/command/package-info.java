/**
 * The commands of clients, a class for each. Read {@link io.braid.frontend.command.ClientService}
 * first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.frontend.command;
