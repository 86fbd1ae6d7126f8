// The steps of a job on our side: key, request, CA, server.pem. Each may be run again after a crash. The job's thread;
// blocking.
#ifndef CERTSWEEP_REPLACER_EXECUTE_REQUEST_STEPS_H_
#define CERTSWEEP_REPLACER_EXECUTE_REQUEST_STEPS_H_

#include <string>
#include <vector>

#include "engine/pki/reference_identity.h"
#include "replacer/execute/job_folder.h"
#include "replacer/execute/job_record.h"
#include "replacer/execute/job_tools.h"
#include "replacer/execute/step_outcome.h"
#include "replacer/plan/job_plan.h"
#include "replacer/request/appliance_names.h"

namespace certsweep::replacer {

class RequestSteps {
 public:
  // All must outlive it; `record` is added to.
  RequestSteps(const JobPlan& plan, JobRecord& record, const JobTools& tools)
      : plan_(plan), record_(record), tools_(tools) {}

  // The key that is there is taken, for it may be the one that a certificate was asked for with. `old_key`: the
  // appliance's own, in place of a new one; empty: none.
  StepOutcome MakeKey(std::string_view old_key_pem);
  StepOutcome MakeRequest();
  // Before the request is sent: writes down what is sent.
  StepOutcome Announce();
  // `is_again`: a process before this one was about to send it, and nobody knows whether it did.
  StepOutcome Submit(bool is_again);
  StepOutcome Poll();
  // Makes server.pem of what came, and looks whether it may be installed: the leaf's key is ours, the path ends in an
  // anchor, all identities are covered, the policy is passed.
  StepOutcome Bundle();

 private:
  absl::StatusOr<JobFolder> Folder() const { return JobFolder::Open(record_.folder); }
  absl::StatusOr<std::vector<pki::ReferenceIdentity>> Identities() const;
  absl::StatusOr<ApplianceNames> Names() const;
  absl::StatusOr<std::string> TemplateText() const;
  absl::StatusOr<CertificateOrder> Order() const;
  StepOutcome Take(const absl::StatusOr<IssuerAnswer>& answer);
  StepOutcome TakeIssued(const Issued& issued);
  // Why the chain may not be installed; empty: it may. `path` gets what leads to the anchor, without it.
  absl::StatusOr<std::string> Complaint(const std::vector<x509::CertificatePtr>& certificates,
                                        std::vector<x509::CertificatePtr>& path) const;
  Issuer& issuer() const { return *tools_.issuers.find(plan_.issuer)->second; }

  const JobPlan& plan_;
  JobRecord& record_;
  const JobTools& tools_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_REQUEST_STEPS_H_
