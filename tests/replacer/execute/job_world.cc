#include "tests/replacer/execute/job_world.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/bytes.h"
#include "engine/pki/trust_anchors.h"
#include "engine/x509/certificate_file.h"
#include "engine/x509/certificate_request.h"
#include "engine/x509/pem.h"
#include "engine/x509/private_key.h"
#include "replacer/bundle/server_pem.h"
#include "replacer/issuer/make_issuer.h"
#include "tests/support/check.h"
#include "tests/support/test_certificates.h"
#include "tests/support/test_keys.h"

namespace certsweep::replacer {
namespace {

std::string KeyPem(const test::TestKey& key) {
  bssl::UniquePtr<EVP_PKEY> shared = bssl::UpRef(key.pkey());
  return std::string(x509::PrivateKey(std::move(shared)).ToPem()->view());
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

std::unique_ptr<const pki::ChainJudge> MakeJudge() {
  auto anchor = x509::Certificate::Parse(base::AsBytes(JobWorld::Root().der));
  return std::make_unique<pki::ChainJudge>(
      pki::ChainVerifier(std::make_shared<pki::TrustAnchors>(std::vector<x509::CertificatePtr>{*anchor}), {},
                         pki::Rules::kPrivate),
      pki::Policy());
}

JobPlan PlanFor(const std::string& host, const std::string& address) {
  JobPlan plan;
  plan.name = host + "-4343";
  plan.endpoints = {{host, address, 4343}};
  plan.identities = {host, address};
  plan.ssh_host = host;
  plan.ssh_address = address;
  plan.ssh_user = "root";
  plan.pem_path = kPem;
  plan.restart_command = "service lighttpd restart";
  plan.issuer = "corp";
  plan.key_type = "ec:P-256";
  return plan;
}

}  // namespace

class WorldProber final : public EndpointProber {
 public:
  WorldProber(const JobWorld& world, const pki::ChainJudge& judge) : world_(world), judge_(judge) {}
  absl::StatusOr<Served> Probe(const estate::EndpointKey& endpoint, const std::string&,
                               const std::vector<std::string>& identities) override {
    const auto certificates = x509::ParsePemCertificates(world_.ServedAt(endpoint));
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

const test::TestCertificate& JobWorld::Root() {
  static const test::TestCertificate kRoot =
      test::CertificateBuilder("Root").Key(test::TestKey::Ec("P-256", 60)).Ca().Build();
  return kRoot;
}

test::CertificateBuilder JobWorld::LeafFor(const CertificateOrder& order) {
  const auto request = x509::CertificateRequest::FromPem(order.csr_pem);
  test::Check(request.ok(), "no request");
  test::CertificateBuilder leaf(order.host);
  leaf.Key(test::TestKey::OfSpki(std::string(base::AsText(request->spki_der()))));
  for (const std::string& identity : order.identities) {
    base::IpAddress::Parse(identity) ? leaf.Ip(identity) : leaf.Dns(identity);
  }
  return leaf.IssuedBy(Root());
}

JobWorld::JobWorld(size_t appliances)
    : plans(appliances), plan(plans[0]), clock(test::kTestTime), judge_(MakeJudge()), sites_(appliances) {
  auto journal = estate::OpenSqliteJobJournal(folder_.Path("estate.db"));
  test::Check(journal.ok(), "no record");
  journal_ = *std::move(journal);
  test::WriteWholeFile(folder_.Path("ca.pem"), Root().Pem());
  test::WriteWholeFile(folder_.Path("ca.key"), KeyPem(Root().key));
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
  for (size_t number = 0; number < appliances; ++number) AddSite(number);
}

void JobWorld::AddSite(size_t number) {
  Site& site = sites_[number];
  site.host = absl::StrFormat("sps%02d.corp.example", number + 1);
  site.address = absl::StrCat("10.0.", (number + 7) / 256, ".", (number + 7) % 256);
  by_address_.emplace(site.address, number);
  plans[number] = PlanFor(site.host, site.address);
  const test::TestCertificate old =
      test::CertificateBuilder(site.host).Key(test::TestKey::Ec("P-256", 61)).Dns("old.example").Build();
  site.old_pem = KeyPem(old.key) + old.Pem();
  test::MemoryAppliance& made = appliance(number);
  made.AddFile(kPem, site.old_pem, 0640, 7, 8);
  made.OnRun([this, number](test::MemoryAppliance&, std::string_view line) -> absl::StatusOr<CommandResult> {
    if (command) return command(std::string(line));
    Restart(number);
    return CommandResult{};
  });
  site.served = site.old_pem;
}

void JobWorld::Restart(size_t number) {
  const std::string content = appliance(number).Content(kPem).value_or("");
  const std::lock_guard lock(mutex_);
  ++sites_[number].restarts;
  sites_[number].served = content;
}

std::string JobWorld::ServedAt(const estate::EndpointKey& endpoint) const {
  const auto found = by_address_.find(endpoint.address);
  std::string text = found == by_address_.end() ? std::string() : served(found->second);
  return shows ? shows(endpoint, text) : text;
}

std::string JobWorld::served(size_t number) const {
  const std::lock_guard lock(mutex_);
  return sites_[number].served;
}

int JobWorld::restarts(size_t number) const {
  const std::lock_guard lock(mutex_);
  return sites_[number].restarts;
}

test::MemoryAppliance& JobWorld::appliance(size_t number) const { return connector_->Appliance(sites_[number].host); }

bool JobWorld::HasWholeFile(size_t number) const {
  const std::optional<std::string> content = appliance(number).Content(kPem);
  return content && (*content == old_pem(number) || CheckServerPem(*content).ok());
}

std::string JobWorld::Run() {
  const auto jobs = AddJobs(plans, "CHG1", *journal_, clock);
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
  outcome = RunJobs(*jobs, tools, journal, options);
  return outcome.status.ok() ? State() : "killed";
}

std::string JobWorld::RollBack(int64_t job) {
  outcome = RollBackJobs({job}, tools, *journal_, options);
  return outcome.status.ok() ? State(job) : std::string(outcome.status.message());
}

std::string JobWorld::State(int64_t job) const {
  const auto row = journal_->Find(job);
  test::Check(row.ok() && row->has_value(), "no job");
  const estate::JobProgress& progress = (*row)->progress;
  return progress.detail.empty() ? progress.state : progress.state + ": " + progress.detail;
}

std::vector<std::string> JobWorld::States() const {
  std::vector<std::string> states;
  const absl::Status status = journal_->Visit([&states](const estate::JobRow& row) {
    states.push_back(row.progress.state);
    return true;
  });
  test::Check(status.ok(), "no jobs");
  return states;
}

std::vector<std::string> JobWorld::History(int64_t job) const {
  std::vector<std::string> states;
  const absl::Status status = journal_->VisitEvents(job, [&states](const estate::JobEvent& event) {
    states.push_back(event.state);
    return true;
  });
  test::Check(status.ok(), "no history");
  return states;
}

std::string JobWorld::Story(int64_t job) const {
  std::string story;
  const absl::Status status = journal_->VisitEvents(job, [&story](const estate::JobEvent& event) {
    absl::StrAppend(&story, event.state, ": ", event.detail, "\n");
    return true;
  });
  test::Check(status.ok(), "no history");
  return story;
}

std::string JobWorld::FolderOfJob(int64_t job) const {
  return absl::StrCat(tools.settings.work_dir, "/", job, "-", plans[static_cast<size_t>(job) - 1].name);
}

}  // namespace certsweep::replacer
