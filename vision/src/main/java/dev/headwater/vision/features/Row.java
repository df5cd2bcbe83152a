package dev.headwater.vision.features;

/** Where one vector lies. */
record Row(Rows rows, int index) {}
