// Owner: the name under which a process holds jobs: which machine, which process. Thread-safe.
#ifndef CERTSWEEP_REPLACER_EXECUTE_OWNER_H_
#define CERTSWEEP_REPLACER_EXECUTE_OWNER_H_

#include <string>
#include <string_view>

namespace certsweep::replacer {

// "host:pid:start": of this process.
std::string ThisOwner();

// Whether the process is of this machine and is there no more: what it held may be taken at once. False where that
// can't be known.
bool IsGone(std::string_view owner);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_OWNER_H_
