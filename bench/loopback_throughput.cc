// What a scan costs over real sockets on loopback, beside a bare loop that does the same handshakes and nothing else.
// The lab that both of them talk to runs in a process of its own, and its CPU time is not counted.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bench/bare_loop.h"
#include "bench/lab/loopback_socket.h"
#include "bench/lab_process.h"
#include "engine/base/clock.h"
#include "engine/base/status_context.h"
#include "engine/pki/chain_judge.h"
#include "engine/pki/trust_anchors.h"
#include "engine/tls/client_profile.h"
#include "engine/x509/pem.h"
#include "scanner/scan.h"
#include "scanner/sinks/jsonl_sink.h"
#include "scanner/sinks/output_file.h"
#include "scanner/targets/target_source.h"

namespace certsweep::bench {
namespace {

struct Options {
  int ecdsa = 2000;
  int rsa = 500;
  int rounds = 3;
  int concurrency = 500;
  int threads = 1;
  int time_limit_s = 60;  // of one measurement
};

// What one run took of this process; the lab is another one.
struct Cost {
  int64_t wall_us = 0;
  int64_t user_us = 0;
  int64_t system_us = 0;

  int64_t cpu_us() const { return user_us + system_us; }
};

struct Round {
  Cost bare;
  Cost scan;

  double ratio() const { return static_cast<double>(scan.cpu_us()) / static_cast<double>(bare.cpu_us()); }
};

int64_t Micros(const timeval& time) { return int64_t{time.tv_sec} * 1'000'000 + time.tv_usec; }

Cost Now() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return {base::SystemClock().MonotonicMicros(), Micros(usage.ru_utime), Micros(usage.ru_stime)};
}

absl::StatusOr<Cost> Measure(const std::function<absl::Status()>& work) {
  const Cost before = Now();
  const absl::Status status = work();
  const Cost after = Now();
  if (!status.ok()) return status;
  return Cost{after.wall_us - before.wall_us, after.user_us - before.user_us, after.system_us - before.system_us};
}

// A file in memory with the inventory, for a TargetSource to read.
absl::StatusOr<std::unique_ptr<scanner::TargetSource>> OpenTargets(const std::string& inventory_csv) {
  const lab::Descriptor file(::memfd_create("inventory", MFD_CLOEXEC));
  if (!file.is_open()) return base::ErrnoStatus(errno, "inventory");
  const ssize_t written = ::write(file.get(), inventory_csv.data(), inventory_csv.size());
  if (written != static_cast<ssize_t>(inventory_csv.size()) || ::lseek(file.get(), 0, SEEK_SET) != 0) {
    return absl::InternalError("inventory: can't be written");
  }
  scanner::TargetOptions options;
  options.files = {"-"};
  options.standard_input = file.get();
  return scanner::TargetSource::Open(options);
}

absl::StatusOr<std::vector<probe::Endpoint>> ListEndpoints(const std::string& inventory_csv) {
  const absl::StatusOr<std::unique_ptr<scanner::TargetSource>> targets = OpenTargets(inventory_csv);
  if (!targets.ok()) return targets.status();
  std::vector<probe::Endpoint> endpoints;
  while (true) {
    absl::StatusOr<std::optional<probe::Endpoint>> next = (*targets)->Next();
    if (!next.ok()) return next.status();
    if (!next->has_value()) return endpoints;
    endpoints.push_back(**std::move(next));
  }
}

absl::StatusOr<std::unique_ptr<pki::ChainJudge>> MakeJudge(const std::string& trust_pem) {
  absl::StatusOr<std::vector<x509::CertificatePtr>> roots = x509::ParsePemCertificates(trust_pem);
  if (!roots.ok()) return roots.status();
  auto anchors = std::make_shared<const pki::TrustAnchors>(*std::move(roots));
  return std::make_unique<pki::ChainJudge>(pki::ChainVerifier(std::move(anchors), {}, pki::Rules::kPrivate),
                                           pki::Policy{});
}

// One lab of one kind of key, and the two ways to go through it.
class Course {
 public:
  static absl::StatusOr<std::unique_ptr<Course>> Create(lab::LabKind kind, int endpoints, const Options& options) {
    std::unique_ptr<Course> course(new Course(options));
    absl::StatusOr<std::unique_ptr<LabProcess>> lab =
        LabProcess::Start({.endpoints = endpoints, .mix = {{kind, 1}}, .port = 0});
    if (!lab.ok()) return lab.status();
    course->lab_ = *std::move(lab);
    absl::StatusOr<std::vector<probe::Endpoint>> listed = ListEndpoints(course->lab_->inventory_csv());
    if (!listed.ok()) return listed.status();
    course->endpoints_ = *std::move(listed);
    absl::StatusOr<std::unique_ptr<pki::ChainJudge>> judge = MakeJudge(course->lab_->trust_pem());
    if (!judge.ok()) return judge.status();
    course->judge_ = *std::move(judge);
    absl::StatusOr<tls::ClientProfile> profile = tls::ClientProfile::Create({});
    if (!profile.ok()) return profile.status();
    course->profile_ = std::make_unique<tls::ClientProfile>(*std::move(profile));
    return course;
  }

  // The round whose ratio is the median of all, after one that is not counted: in it the lab makes its certificates.
  absl::StatusOr<Round> Run() const {
    if (absl::Status warm = BareRun(); !warm.ok()) return warm;
    std::vector<Round> rounds(static_cast<size_t>(options_.rounds));
    for (Round& round : rounds) {
      absl::StatusOr<Cost> bare = Measure([this] { return BareRun(); });
      if (!bare.ok()) return bare.status();
      absl::StatusOr<Cost> scan = Measure([this] { return ScanRun(); });
      if (!scan.ok()) return scan.status();
      round = {*bare, *scan};
    }
    const auto median = rounds.begin() + static_cast<std::ptrdiff_t>(rounds.size() / 2);
    std::nth_element(rounds.begin(), median, rounds.end(),
                     [](const Round& a, const Round& b) { return a.ratio() < b.ratio(); });
    return *median;
  }

 private:
  explicit Course(const Options& options) : options_(options) {}

  absl::Status BareRun() const {
    const absl::StatusOr<BareLoopResult> result =
        RunBareLoop(*profile_, endpoints_,
                    {.concurrency = options_.concurrency, .time_limit_us = int64_t{1'000'000} * options_.time_limit_s},
                    base::SystemClock());
    if (!result.ok()) return result.status();
    if (result->failed == 0) return absl::OkStatus();
    return absl::InternalError(absl::StrCat("bare loop: ", result->failed, " handshakes did not complete"));
  }

  // As `certsweep scan -f jsonl --no-record -o /dev/null`, from reading the inventory to the last line.
  absl::Status ScanRun() const {
    absl::StatusOr<std::unique_ptr<scanner::TargetSource>> targets = OpenTargets(lab_->inventory_csv());
    if (!targets.ok()) return targets.status();
    absl::StatusOr<std::unique_ptr<scanner::OutputFile>> output =
        scanner::OutputFile::Open("/dev/null", scanner::OutputMode::kReplace);
    if (!output.ok()) return output.status();
    std::vector<std::unique_ptr<scanner::Sink>> sinks;
    sinks.push_back(std::make_unique<scanner::JsonlSink>(*std::move(output)));
    scanner::ScanOptions options;
    options.concurrency = options_.concurrency;
    options.threads = options_.threads;
    std::stop_source stop;
    const scanner::ScanOutcome outcome =
        scanner::RunScan(**targets, *judge_, std::move(sinks), options, base::SystemClock(), stop.get_token(),
                         [&](const scanner::ScanProgress& progress) {
                           if (progress.elapsed_us > int64_t{1'000'000} * options_.time_limit_s) stop.request_stop();
                         });
    if (!outcome.status.ok()) return outcome.status;
    return CheckSummary(outcome.summary);
  }

  absl::Status CheckSummary(const scanner::ScanSummary& summary) const {
    const uint64_t compliant = summary.verdict(pki::Verdict::kCompliant);
    const uint64_t retried = summary.findings[static_cast<size_t>(pki::FindingCode::kRecoveredOnRetry)];
    if (compliant == endpoints_.size() && retried == 0) return absl::OkStatus();
    return absl::InternalError(absl::StrCat("scan: ", compliant, " of ", endpoints_.size(), " endpoints compliant, ",
                                            retried, " of them at a second try"));
  }

  const Options options_;
  std::unique_ptr<LabProcess> lab_;
  std::vector<probe::Endpoint> endpoints_;
  std::unique_ptr<pki::ChainJudge> judge_;
  std::unique_ptr<tls::ClientProfile> profile_;
};

void PrintCost(const char* name, const char* what, int endpoints, const Cost& cost) {
  const double count = endpoints;
  std::printf("%-15s %-10s %9d %9.2f %12.0f %12.1f %9.1f %9.1f\n", name, what, endpoints,
              static_cast<double>(cost.wall_us) / 1e6, count * 1e6 / static_cast<double>(cost.wall_us),
              static_cast<double>(cost.cpu_us()) / count, static_cast<double>(cost.user_us) / count,
              static_cast<double>(cost.system_us) / count);
}

absl::Status RunCourse(const char* name, lab::LabKind kind, int endpoints, const Options& options) {
  if (endpoints == 0) return absl::OkStatus();
  const absl::StatusOr<std::unique_ptr<Course>> course = Course::Create(kind, endpoints, options);
  if (!course.ok()) return course.status();
  const absl::StatusOr<Round> round = (*course)->Run();
  if (!round.ok()) return round.status();
  PrintCost(name, "bare loop", endpoints, round->bare);
  PrintCost(name, "scan", endpoints, round->scan);
  std::printf("%-15s %-10s %45.2f  scan / bare loop, CPU\n", name, "ratio", round->ratio());
  std::fflush(stdout);
  return absl::OkStatus();
}

absl::Status RunAll(const Options& options) {
  lab::RaiseDescriptorLimit();
  std::printf(
      "TLS 1.3 with a lab in a process of its own; %d in flight, %d worker thread%s; the round with the median\n"
      "ratio of %d. CPU: microseconds an endpoint of this process alone. scan: as certsweep scan -f jsonl\n"
      "--no-record -o /dev/null does it; bare loop: epoll, one thread, the same ClientHello, nothing parsed.\n\n"
      "%-15s %-10s %9s %9s %12s %12s %9s %9s\n",
      options.concurrency, options.threads, options.threads == 1 ? "" : "s", options.rounds, "leaf", "what",
      "endpoints", "seconds", "endpoints/s", "CPU", "user", "system");
  std::fflush(stdout);
  absl::Status status = RunCourse("ECDSA P-256", lab::LabKind::kGoodEcdsa, options.ecdsa, options);
  if (status.ok()) status = RunCourse("RSA 2048", lab::LabKind::kGoodRsa, options.rsa, options);
  return status;
}

int Main(int count, char** words) {
  Options options;
  CLI::App app("Endpoints a second and CPU time an endpoint of a scan over loopback, beside a bare loop");
  app.add_option("--ecdsa", options.ecdsa, "Endpoints with an ECDSA leaf")
      ->check(CLI::Range(0, 100'000))
      ->capture_default_str();
  app.add_option("--rsa", options.rsa, "Endpoints with an RSA leaf")
      ->check(CLI::Range(0, 100'000))
      ->capture_default_str();
  app.add_option("--rounds", options.rounds, "Of both, in turn")->check(CLI::Range(1, 99))->capture_default_str();
  app.add_option("--concurrency", options.concurrency, "Endpoints in flight")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app.add_option("--threads", options.threads, "Workers of the scan")->check(CLI::Range(1, 256))->capture_default_str();
  app.add_option("--time-limit", options.time_limit_s, "Seconds of one run")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  CLI11_PARSE(app, count, words);
  const absl::Status status = RunAll(options);
  if (status.ok()) return 0;
  std::fprintf(stderr, "loopback_throughput: %s\n", status.ToString().c_str());
  return 1;
}

}  // namespace
}  // namespace certsweep::bench

int main(int count, char** words) { return certsweep::bench::Main(count, words); }
