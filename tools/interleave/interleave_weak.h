/*
 * interleave_weak.h - what `interleave cc` includes before each source, so that the explorer can
 * tell atomic_compare_exchange_weak from strong: clang's instrumentation makes the same call of
 * both. A weak one may fail although the values are the same (C17 7.17.7.4p3).
 */
#if !defined(INTERLEAVE_WEAK_H) && !defined(__ASSEMBLER__) && !defined(__cplusplus)
#define INTERLEAVE_WEAK_H

/*
 * A weak compare-exchange of an object of so many bytes. If *object has the bytes of *expected, it
 * gets those of *desired, and the result is true; or, at the explorer's choice, nothing changes,
 * and it is false. If not, *expected gets those of *object, and the result is false. The orders are
 * __ATOMIC_SEQ_CST and the like.
 */
_Bool interleave_exchange_weak(__SIZE_TYPE__ size, volatile void *object, void *expected,
                               const void *desired, int success, int failure);

/*
 * No variable is made for a result or a value: a loop that tries again should come back to the very
 * same state. In a macro's own expansion its name is not expanded again: there it is the compiler's
 * operation, which also says whether the arguments fit each other. An atomic object may be larger
 * than its value; then that operation is done.
 *
 * A macro may stand for several arguments, and a comma in braces divides one: so they are counted
 * when they are expanded, and what a macro can't take apart is the compiler's operation as it was.
 */
#define INTERLEAVE_NINTH(a, b, c, d, e, f, g, h, i, ...) i
#define INTERLEAVE_IF_5(five, other, ...) \
    INTERLEAVE_NINTH(__VA_ARGS__, other, other, other, five, other, other, other, other, )
#define INTERLEAVE_IF_6(six, other, ...) \
    INTERLEAVE_NINTH(__VA_ARGS__, other, other, six, other, other, other, other, other, )

#define __c11_atomic_compare_exchange_weak(...) \
    INTERLEAVE_IF_5(INTERLEAVE_WEAK, INTERLEAVE_WEAK_AS_IT_WAS, __VA_ARGS__)(__VA_ARGS__)
#define INTERLEAVE_WEAK_AS_IT_WAS(...) __c11_atomic_compare_exchange_weak(__VA_ARGS__)
#define INTERLEAVE_WEAK(object, expected, desired, success, failure)                         \
    (sizeof *(object) == sizeof *(expected)                                                  \
         ? interleave_exchange_weak(sizeof *(object), (object), (expected),                  \
                                    (__typeof__(*(expected))[1]){desired}, success, failure) \
         : __c11_atomic_compare_exchange_weak(object, expected, desired, success, failure))

#define __atomic_compare_exchange_n(...) \
    INTERLEAVE_IF_6(INTERLEAVE_WEAK_N, INTERLEAVE_N_AS_IT_WAS, __VA_ARGS__)(__VA_ARGS__)
#define INTERLEAVE_N_AS_IT_WAS(...) __atomic_compare_exchange_n(__VA_ARGS__)
#define INTERLEAVE_WEAK_N(object, expected, desired, weak, success, failure)                    \
    ((weak) ? interleave_exchange_weak(sizeof *(object), (object), (expected),                  \
                                       (__typeof__(*(expected))[1]){desired}, success, failure) \
            : __atomic_compare_exchange_n(object, expected, desired, weak, success, failure))

#define __atomic_compare_exchange(...) \
    INTERLEAVE_IF_6(INTERLEAVE_WEAK_AT, INTERLEAVE_AT_AS_IT_WAS, __VA_ARGS__)(__VA_ARGS__)
#define INTERLEAVE_AT_AS_IT_WAS(...) __atomic_compare_exchange(__VA_ARGS__)
#define INTERLEAVE_WEAK_AT(object, expected, desired, weak, success, failure)                      \
    ((weak) ? interleave_exchange_weak(sizeof *(object), (object), (expected), (desired), success, \
                                       failure)                                                    \
            : __atomic_compare_exchange(object, expected, desired, weak, success, failure))

#endif
