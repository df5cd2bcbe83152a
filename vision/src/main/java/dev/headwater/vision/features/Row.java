package dev.headwater.vision.features;

/** The location of one vector. */
record Row(Rows rows, int index) {}
