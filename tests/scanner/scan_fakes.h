// What a scan needs besides the scanner, for tests: targets out of a list, sinks that remember, peers that serve.
#ifndef CERTSWEEP_TESTS_SCANNER_SCAN_FAKES_H_
#define CERTSWEEP_TESTS_SCANNER_SCAN_FAKES_H_

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/clock.h"
#include "engine/pki/chain_judge.h"
#include "scanner/scan.h"
#include "scanner/sinks/sink.h"
#include "scanner/targets/target_source.h"
#include "tests/support/loopback.h"
#include "tests/support/test_certificates.h"

namespace certsweep::scanner {

class ListedTargets : public TargetSource {
 public:
  explicit ListedTargets(std::vector<probe::Endpoint> endpoints) : endpoints_(std::move(endpoints)) {
    accounting_.lines = accounting_.targets = endpoints_.size();
  }

  // After `count` endpoints Next fails.
  void FailAfter(size_t count) { fail_after_ = count; }
  void Exclude(const std::string& address) { excluded_.insert(*base::IpAddress::Parse(address)); }
  void SetColumnNames(std::vector<std::string> names) { column_names_ = std::move(names); }
  size_t given() const;

  absl::StatusOr<std::optional<probe::Endpoint>> Next() override;
  uint64_t size() const override { return endpoints_.size(); }
  bool IsExcluded(const base::IpAddress& address) const override { return excluded_.contains(address); }
  const TargetAccounting& accounting() const override { return accounting_; }
  const std::vector<std::string>& skipped_lines() const override { return none_; }
  const std::vector<std::string>& column_names() const override { return column_names_; }

 private:
  mutable std::mutex mutex_;
  const std::vector<probe::Endpoint> endpoints_;
  size_t next_ = 0;
  std::optional<size_t> fail_after_;
  std::set<base::IpAddress> excluded_;
  TargetAccounting accounting_;
  std::vector<std::string> column_names_, none_;
};

// "10.0.0.1" or a name to resolve; the host is its only identity.
probe::Endpoint EndpointOf(const std::string& host, uint16_t port);
// A name with its address.
probe::Endpoint EndpointAt(const std::string& host, const std::string& address, uint16_t port);

// Everything that a scan wrote, in order.
struct Written {
  mutable std::mutex mutex;
  std::vector<probe::EndpointResult> results;
  std::vector<std::string> json_lines;
  std::vector<std::string> journeys;  // as text; empty where there is none
  int finished = 0;
  ScanSummary summary_at_finish;

  // Those of `host`, which a test looks at when the scan is over.
  std::vector<const probe::EndpointResult*> Of(const std::string& host) const;
  const probe::EndpointResult& Only(const std::string& host) const;
};

// Remembers in `written`, which must outlive it.
class RememberingSink : public Sink {
 public:
  explicit RememberingSink(Written& written) : written_(written) {}
  // Asked with each result before it is written: not OK fails the batch.
  std::function<absl::Status(const probe::EndpointResult&)> before_write;
  bool json = false;

  bool needs_json() const override { return json; }
  bool needs_whole_result() const override { return true; }
  absl::Status Write(std::span<const FinishedResult> batch) override;
  absl::Status Finish(ScanSummary& summary) override;

 private:
  Written& written_;
};

// The machine's clock, but for the date: test::kTestTime.
class FixedDateClock final : public base::Clock {
 public:
  int64_t NowUnixSeconds() const override { return test::kTestTime; }
  int64_t MonotonicMicros() const override { return base::SystemClock().MonotonicMicros(); }
};

pki::ChainJudge JudgeThatTrusts(const std::vector<test::TestCertificate>& roots);

// A root, and a leaf for "sps.example" issued by it, good at test::kTestTime.
struct GoodCertificate {
  test::TestCertificate root;
  test::TestCertificate leaf;
};
const GoodCertificate& Good();

// One handshake as the owner of Good().leaf, until the client goes away. `input`: what was read of it already.
// `more`: DER sent after the leaf.
void ServeGood(const test::Fd& connection, std::string input = {}, const std::vector<std::string>& more = {});

// Codes in the order of the findings.
std::vector<pki::FindingCode> Codes(const probe::EndpointResult& result);

// verdicts add up to endpoints, and what was written to what is not unfinished.
void ExpectAddsUp(const ScanSummary& summary, const Written& written);

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_TESTS_SCANNER_SCAN_FAKES_H_
