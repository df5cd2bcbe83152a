/**
 * What a node needs to take part with a folder of pictures: the features that the run asks for, and
 * a store for backbones that were fetched. Start at {@link
 * dev.headwater.simulations.nodes.FolderPreparer}.
 */
@NullMarked
package dev.headwater.simulations.nodes;

import org.jspecify.annotations.NullMarked;
