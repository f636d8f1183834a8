/* For test_layers.c: the file that refers to one in a folder that it must not see. */
