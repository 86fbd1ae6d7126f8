// For commands that hold private keys.
#ifndef CERTSWEEP_CLI_PROCESS_SECRECY_H_
#define CERTSWEEP_CLI_PROCESS_SECRECY_H_

namespace certsweep::cli {

// From now on there is no core file of this process, no other process of the same user may look into its memory, and
// memory is overwritten when it is freed. To be called before any thread is started.
void KeepProcessSecret();

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_PROCESS_SECRECY_H_
