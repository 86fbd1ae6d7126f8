// How long something takes, for people. Pure.
#ifndef CERTSWEEP_ENGINE_BASE_DURATION_TEXT_H_
#define CERTSWEEP_ENGINE_BASE_DURATION_TEXT_H_

#include <string>

namespace certsweep::base {

// "0:05", "12:34", "1:02:03", "3 days". REQUIRES: not negative.
std::string DurationText(double seconds);

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_DURATION_TEXT_H_
