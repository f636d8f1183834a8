/* random.h - random numbers, which are the same in each run. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

/* The next number of the generator with that state. */
static inline uint64_t random_number(uint64_t *state)
{
    /* SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014 */
    uint64_t z = (*state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

#endif
