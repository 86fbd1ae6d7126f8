// The programs of other people that the lab's appliances are made of. Thread-safe: reads the file system alone.
#ifndef CERTSWEEP_BENCH_LAB_APPLIANCE_PROGRAMS_H_
#define CERTSWEEP_BENCH_LAB_APPLIANCE_PROGRAMS_H_

#include <string>

#include "absl/status/status.h"

namespace certsweep::lab {

inline constexpr char kLighttpdPath[] = "/usr/sbin/lighttpd";

// FailedPrecondition, with the packages of Debian that have what is missing below `root` (empty: the system's).
absl::Status CheckAppliancePrograms(const std::string& root = "");

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_APPLIANCE_PROGRAMS_H_
