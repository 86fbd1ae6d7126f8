// LabProcess: a lab in a process of its own, so that what it costs is not counted as the scanner's.
// REQUIRES: no other thread in this process when it is started. Linux ends the lab when the thread that started it
// ends.
#ifndef CERTSWEEP_BENCH_LAB_PROCESS_H_
#define CERTSWEEP_BENCH_LAB_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "bench/lab/lab.h"

namespace certsweep::bench {

class LabProcess {
 public:
  // Returns when connections are accepted. What Lab::Start says went wrong, as Internal; the errno of a failed fork.
  static absl::StatusOr<std::unique_ptr<LabProcess>> Start(const lab::LabOptions& options);
  // Ends the process and waits for its end.
  ~LabProcess();
  LabProcess(const LabProcess&) = delete;
  LabProcess& operator=(const LabProcess&) = delete;

  const std::string& inventory_csv() const { return inventory_csv_; }
  const std::string& trust_pem() const { return trust_pem_; }

 private:
  explicit LabProcess(pid_t pid) : pid_(pid) {}
  absl::Status TakeReport(const std::string& report);

  const pid_t pid_;
  std::string inventory_csv_;
  std::string trust_pem_;
};

}  // namespace certsweep::bench

#endif  // CERTSWEEP_BENCH_LAB_PROCESS_H_
