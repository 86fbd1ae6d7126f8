// How the C library's heap gives memory back.
#ifndef CERTSWEEP_CLI_HEAP_H_
#define CERTSWEEP_CLI_HEAP_H_

namespace certsweep::cli {

// To be called before any thread is started. glibc raises the size from which it maps (and so gives back) an allocation
// each time one is freed: after a long list was read, buffers of its size would stay for the rest of a scan. Fixed
// sizes keep peak memory a matter of concurrency, whatever the estate.
void GiveFreedMemoryBack();

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_HEAP_H_
