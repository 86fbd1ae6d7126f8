#include "cli/process_secrecy.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "engine/base/heap.h"

namespace certsweep::cli {

void KeepProcessSecret() {
  const rlimit none{};
  // Where one of them is refused, the others still help.
  (void)setrlimit(RLIMIT_CORE, &none);
  (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  base::WipeFreedMemory();
}

}  // namespace certsweep::cli
