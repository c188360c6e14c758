/* SPDX-License-Identifier: MIT
 *
 * Numbers that are nearly the same, in double precision (cmocka compares floats). */
#ifndef UNIT_CLOSE_H
#define UNIT_CLOSE_H

#include <math.h>

#define assert_close(found, expected, tolerance)                                                   \
    do {                                                                                           \
        double found_ = (found), expected_ = (expected), tolerance_ = (tolerance);                 \
        if (!(fabs(found_ - expected_) <= tolerance_))                                             \
            fail_msg("%s is %.9g, not %.9g within %g", #found, found_, expected_, tolerance_);     \
    } while (0)

#define assert_under(found, limit)                                                                 \
    do {                                                                                           \
        double found_ = (found), limit_ = (limit);                                                 \
        if (!(found_ < limit_))                                                                    \
            fail_msg("%s is %.9g, not under %.9g", #found, found_, limit_);                        \
    } while (0)

#define assert_over(found, limit)                                                                  \
    do {                                                                                           \
        double found_ = (found), limit_ = (limit);                                                 \
        if (!(found_ > limit_))                                                                    \
            fail_msg("%s is %.9g, not over %.9g", #found, found_, limit_);                         \
    } while (0)

#endif
