// ServedCertificates: looks at what a job's endpoints serve: before anything is done, the new certificate, the old one
// again. The job's thread; blocking.
#ifndef CERTSWEEP_REPLACER_EXECUTE_SERVED_CERTIFICATES_H_
#define CERTSWEEP_REPLACER_EXECUTE_SERVED_CERTIFICATES_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replacer/execute/job_record.h"
#include "replacer/execute/job_tools.h"
#include "replacer/plan/job_plan.h"

namespace certsweep::replacer {

class ServedCertificates {
 public:
  // All must outlive it.
  ServedCertificates(const JobPlan& plan, JobRecord& record, const JobTools& tools)
      : plan_(plan), record_(record), tools_(tools) {}

  // Writes what each endpoint serves into the record. FailedPrecondition: one of them shows no certificate.
  absl::Status Note();

  // Looks again and again until each endpoint, by each name and by none, serves the very leaf that was issued and
  // complies, or the server had its time. What is wrong then; empty: nothing. Errors are our own, and lasted as long.
  absl::StatusOr<std::string> WaitUntilNew();
  // The same, until each serves what was noted.
  absl::StatusOr<std::string> WaitUntilOld();

 private:
  absl::StatusOr<std::string> WhatIsNotNew();
  absl::StatusOr<std::string> WhatIsNotOld();
  absl::StatusOr<std::string> WaitUntilRight(const std::function<absl::StatusOr<std::string>()>& what_is_wrong);

  const JobPlan& plan_;
  JobRecord& record_;
  const JobTools& tools_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_SERVED_CERTIFICATES_H_
