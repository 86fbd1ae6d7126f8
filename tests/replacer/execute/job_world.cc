#include "tests/replacer/execute/job_world.h"

#include <utility>

#include "engine/base/bytes.h"
#include "engine/pki/trust_anchors.h"
#include "engine/x509/certificate_file.h"
#include "engine/x509/pem.h"
#include "engine/x509/private_key.h"
#include "replacer/bundle/server_pem.h"
#include "replacer/issuer/make_issuer.h"
#include "tests/support/check.h"
#include "tests/support/test_certificates.h"
#include "tests/support/test_keys.h"

namespace certsweep::replacer {
namespace {

constexpr const char* kHost = "sps01.corp.example";

std::string KeyPem(const test::TestKey& key) {
  bssl::UniquePtr<EVP_PKEY> shared = bssl::UpRef(key.pkey());
  return std::string(x509::PrivateKey(std::move(shared)).ToPem()->view());
}

const test::TestCertificate& Root() {
  static const test::TestCertificate kRoot =
      test::CertificateBuilder("Root").Key(test::TestKey::Ec("P-256", 60)).Ca().Build();
  return kRoot;
}

class WorldIssuer final : public Issuer {
 public:
  WorldIssuer(JobWorld& world, Issuer& ca) : world_(world), ca_(ca) {}
  absl::StatusOr<IssuerAnswer> Submit(const CertificateOrder& order) override {
    ++world_.submissions;
    return world_.answer ? world_.answer(order) : ca_.Submit(order);
  }
  absl::StatusOr<IssuerAnswer> Poll(const CertificateOrder& order, const std::string&) override {
    return world_.answer ? world_.answer(order) : ca_.Submit(order);
  }

 private:
  JobWorld& world_;
  Issuer& ca_;
};

class WorldProber final : public EndpointProber {
 public:
  WorldProber(const JobWorld& world, const pki::ChainJudge& judge) : world_(world), judge_(judge) {}
  absl::StatusOr<Served> Probe(const estate::EndpointKey&, const std::string&,
                               const std::vector<std::string>& identities) override {
    const auto certificates = x509::ParsePemCertificates(world_.served());
    if (!certificates.ok() || certificates->empty())
      return Served{.leaf_sha256 = {}, .is_compliant = false, .problem = "nothing answers"};
    std::vector<pki::SentCertificate> sent;
    for (const x509::CertificatePtr& certificate : *certificates) sent.push_back({certificate, ""});
    std::vector<pki::ReferenceIdentity> parsed;
    for (const std::string& identity : identities) parsed.push_back(*pki::ReferenceIdentity::Parse(identity));
    const pki::ChainJudgement judgement = judge_.Judge(sent, parsed, world_.clock.NowUnixSeconds());
    return Served{.leaf_sha256 = base::HexEncode(base::Bytes(certificates->front()->sha256())),
                  .is_compliant = judgement.trusted,
                  .problem = "not compliant"};
  }

 private:
  const JobWorld& world_;
  const pki::ChainJudge& judge_;
};

class WorldWaiter final : public Waiter {
 public:
  explicit WorldWaiter(JobWorld& world) : world_(world) {}
  void Wait(int64_t micros) override {
    world_.clock.AdvanceMicros(micros);
    if (world_.on_pause) world_.on_pause();
  }
  bool WaitUnlessStopping(int64_t micros) override {
    if (world_.stopping) return false;
    Wait(micros);
    if (world_.on_wait) world_.on_wait();
    return true;
  }
  bool IsStopping() const override { return world_.stopping; }

 private:
  JobWorld& world_;
};

}  // namespace

JobWorld::JobWorld() : clock(test::kTestTime) {
  auto journal = estate::OpenSqliteJobJournal(folder_.Path("estate.db"));
  test::Check(journal.ok(), "no record");
  journal_ = *std::move(journal);
  test::WriteWholeFile(folder_.Path("ca.pem"), Root().Pem());
  test::WriteWholeFile(folder_.Path("ca.key"), KeyPem(Root().key));
  const test::TestCertificate old =
      test::CertificateBuilder(kHost).Key(test::TestKey::Ec("P-256", 61)).Dns("old.example").Build();
  old_pem_ = KeyPem(old.key) + old.Pem();
  auto anchor = x509::Certificate::Parse(base::AsBytes(Root().der));
  judge_ = std::make_unique<pki::ChainJudge>(
      pki::ChainVerifier(std::make_shared<pki::TrustAnchors>(std::vector<x509::CertificatePtr>{*anchor}), {},
                         pki::Rules::kPrivate),
      pki::Policy());
  auto ca = MakeIssuer(
      {.name = "corp",
       .kind = LocalIssuerSettings{.ca_cert = folder_.Path("ca.pem"), .ca_key = folder_.Path("ca.key"), .chain = {}},
       .resolve = {}},
      clock);
  test::Check(ca.ok(), "no CA");
  ca_ = *std::move(ca);
  tools.issuers.emplace("corp", std::make_unique<WorldIssuer>(*this, *ca_));
  auto connector = std::make_unique<test::MemoryConnector>();
  connector_ = connector.get();
  tools.connector = std::move(connector);
  tools.prober = std::make_unique<WorldProber>(*this, *judge_);
  tools.waiter = std::make_unique<WorldWaiter>(*this);
  tools.judge = judge_.get();
  tools.clock = &clock;
  tools.settings.work_dir = folder_.Path("replacements");
  plan.name = "sps01.corp.example-4343";
  plan.endpoints = {{kHost, "10.0.0.7", 4343}};
  plan.identities = {kHost, "10.0.0.7"};
  plan.ssh_host = kHost;
  plan.ssh_address = "10.0.0.7";
  plan.ssh_user = "root";
  plan.pem_path = kPem;
  plan.restart_command = "service lighttpd restart";
  plan.issuer = "corp";
  plan.key_type = "ec:P-256";
  appliance().AddFile(kPem, old_pem_, 0640, 7, 8);
  appliance().OnRun([this](test::MemoryAppliance&, std::string_view line) -> absl::StatusOr<CommandResult> {
    if (command) return command(std::string(line));
    Serve();
    return CommandResult{};
  });
  Serve();
  restarts = 0;
  appliance().ForgetCalls();
}

void JobWorld::Serve() {
  ++restarts;
  served_ = appliance().Content(kPem).value_or("");
}

test::MemoryAppliance& JobWorld::appliance() const { return connector_->Appliance(kHost); }

bool JobWorld::HasWholeFile() const {
  const std::optional<std::string> content = appliance().Content(kPem);
  return content && (*content == old_pem_ || CheckServerPem(*content).ok());
}

std::string JobWorld::Run() {
  const auto jobs = AddJobs({plan}, "CHG1", *journal_, clock);
  test::Check(jobs.ok(), "no job");
  return RunAll();
}

std::string JobWorld::Resume() {
  dies_after_write = -1;
  return RunAll();
}

std::string JobWorld::RunAll() {
  DyingJournal journal(*journal_);
  journal.dies_after = dies_after_write;
  const auto jobs = OpenJobs(*journal_);
  test::Check(jobs.ok(), "no jobs");
  const ReplaceOutcome outcome = RunJobs(*jobs, tools, journal, {});
  return outcome.status.ok() ? State() : "killed";
}

std::string JobWorld::State() const {
  const auto job = journal_->Find(1);
  test::Check(job.ok() && job->has_value(), "no job");
  const estate::JobProgress& progress = (*job)->progress;
  return progress.detail.empty() ? progress.state : progress.state + ": " + progress.detail;
}

std::vector<std::string> JobWorld::History() const {
  std::vector<std::string> states;
  const absl::Status status = journal_->VisitEvents(1, [&states](const estate::JobEvent& event) {
    states.push_back(event.state);
    return true;
  });
  test::Check(status.ok(), "no history");
  return states;
}

}  // namespace certsweep::replacer
