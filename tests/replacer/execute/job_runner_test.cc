#include "replacer/execute/job_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <vector>

#include "replacer/issuer/certificate_answer.h"
#include "tests/replacer/execute/job_world.h"
#include "tests/support/test_certificates.h"

namespace certsweep::replacer {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

int CallsOfASuccess() {
  JobWorld world;
  EXPECT_EQ(world.Run(), "verified");
  return world.appliance().call_count();
}

using Dies = void (test::MemoryAppliance::*)(int);
constexpr Dies kDeaths[] = {&test::MemoryAppliance::DieBeforeCall, &test::MemoryAppliance::DieAfterCall,
                            &test::MemoryAppliance::DieWithinCall};

TEST(JobRunnerTest, GoesThroughEveryStateToItsEnd) {
  JobWorld world;
  EXPECT_EQ(world.Run(), "verified");
  EXPECT_THAT(world.History(), ElementsAre("queued", "key", "csr", "submitting", "issued", "bundled", "preflighted",
                                           "backed_up", "uploaded", "installed", "tested", "restarted", "verified"));
  EXPECT_FALSE(world.HasOldFile());
  EXPECT_TRUE(world.HasWholeFile());
  EXPECT_EQ(world.served(), world.appliance().Content(kPem));
  const auto file = world.appliance().File(kPem);
  EXPECT_EQ(file->mode, 0640u & ~07u);
  EXPECT_EQ(file->uid, 7u);
  EXPECT_EQ(file->gid, 8u);
  // The file, its backup, and nothing else.
  EXPECT_THAT(world.appliance().Paths(), ElementsAre(kPem, StartsWith("/etc/lighttpd/server.pem.2026")));
  EXPECT_EQ(world.submissions, 1);
}

TEST(JobRunnerTest, WhateverCallFailsTheFileIsWholeAndTheEndIsTrue) {
  const int calls = CallsOfASuccess();
  ASSERT_GT(calls, 10);
  for (int call = 1; call <= calls; ++call) {
    SCOPED_TRACE(call);
    JobWorld world;
    bool always_whole = true;
    world.appliance().Observe(
        [&](const test::MemoryAppliance&) { always_whole = always_whole && world.HasWholeFile(); });
    world.appliance().FailCall(call, absl::PermissionDeniedError("no"));
    const std::string state = world.Run();
    EXPECT_TRUE(always_whole);
    EXPECT_THAT(state, AnyOf(StartsWith("failed"), StartsWith("rolled_back"), StartsWith("verified")));
    if (!state.starts_with("verified")) {
      EXPECT_TRUE(world.HasOldFile());
      EXPECT_TRUE(world.served() == world.old_pem());
    }
  }
}

TEST(JobRunnerTest, WhereverTheConnectionIsLostTheEndIsTrue) {
  const int calls = CallsOfASuccess();
  for (const Dies dies : kDeaths) {
    for (int call = 1; call <= calls; ++call) {
      SCOPED_TRACE(call);
      JobWorld world;
      bool always_whole = true;
      world.appliance().Observe(
          [&](const test::MemoryAppliance&) { always_whole = always_whole && world.HasWholeFile(); });
      (world.appliance().*dies)(call);
      const std::string state = world.Run();
      EXPECT_TRUE(always_whole);
      // It stays away: where it may differ from what it was, nobody can know more.
      EXPECT_THAT(state, AnyOf(StartsWith("failed"), StartsWith("needs_attention"), StartsWith("verified")));
      if (state.starts_with("failed")) {
        EXPECT_EQ(world.served(), world.old_pem()) << state;
      }
    }
  }
}

TEST(JobRunnerTest, ARollbackSurvivesALostConnection) {
  // A server that is told of nothing goes on serving the old certificate: every job is rolled back.
  const auto ignore = [](const std::string&) -> absl::StatusOr<CommandResult> { return CommandResult{}; };
  JobWorld whole;
  whole.command = ignore;
  ASSERT_THAT(whole.Run(), StartsWith("rolled_back"));
  const int calls = whole.appliance().call_count();
  for (const Dies dies : kDeaths) {
    for (int call = 1; call <= calls; ++call) {
      SCOPED_TRACE(call);
      JobWorld world;
      world.command = ignore;
      // It is back before the next connection is tried.
      world.on_pause = [&world] {
        if (world.appliance().IsDead()) world.appliance().Revive();
      };
      (world.appliance().*dies)(call);
      const std::string state = world.Run();
      EXPECT_THAT(state, AnyOf(StartsWith("failed"), StartsWith("rolled_back")));
      EXPECT_TRUE(world.HasOldFile());
    }
  }
}

TEST(JobRunnerTest, KilledAfterAnyWriteItIsGoneOnWith) {
  for (int write = 0; write <= 12; ++write) {
    SCOPED_TRACE(write);
    JobWorld world;
    world.dies_after_write = write;
    const std::string first = world.Run();
    if (write < 12) {
      EXPECT_EQ(first, "killed");
      EXPECT_TRUE(world.HasWholeFile());
    }
    EXPECT_THAT(world.Resume(), StartsWith("verified"));
    EXPECT_FALSE(world.HasOldFile());
    EXPECT_EQ(world.served(), world.appliance().Content(kPem));
    // Once, but where the answer was not written down: then that is said.
    EXPECT_EQ(world.submissions, write == 3 ? 2 : 1);
    int files = 0;
    for (const std::string& path : world.appliance().Paths()) files += path.ends_with(".certsweep") ? 1 : 0;
    EXPECT_EQ(files, 0);
  }
}

// A password that is wrong, say: nothing is the appliance's fault, and nothing is lost.
TEST(JobRunnerTest, WhatHasToDoWithAllAppliancesKeepsEveryJobAsItIs) {
  for (int write = 0; write <= 12; ++write) {
    SCOPED_TRACE(write);
    JobWorld world;
    world.dies_after_write = write;
    world.Run();
    const std::string before = world.State().substr(0, world.State().find(':'));
    world.connector().FailConnect("sps01.corp.example", absl::AbortedError("the password was refused"));
    const std::string after = world.Resume();
    EXPECT_THAT(after, Not(AnyOf(StartsWith("failed"), StartsWith("rolled_back"), StartsWith("rolling_back"),
                                 StartsWith("needs_attention"))));
    world.connector().FailConnect("sps01.corp.example", absl::OkStatus());
    EXPECT_THAT(world.Resume(), StartsWith("verified"));
    EXPECT_EQ(world.submissions, write == 3 ? 2 : 1);
  }
}

TEST(JobRunnerTest, ItStopsTheRolloutAndSaysWhy) {
  JobWorld world;
  world.connector().FailConnect("sps01.corp.example", absl::AbortedError("the password was refused"));
  JobPlan second = world.plan;
  second.pem_path = "/etc/other.pem";
  const auto jobs = AddJobs({world.plan, second}, "", world.journal(), world.clock);
  ASSERT_TRUE(jobs.ok());
  ReplaceOptions options;
  options.rollout = {.canary = 0, .wave = 1, .growth = 1, .max_failures = 100};
  const ReplaceOutcome outcome = RunJobs(*jobs, world.tools, world.journal(), options);
  EXPECT_TRUE(outcome.status.ok());
  EXPECT_EQ(outcome.summary.stopped, "the password was refused");
  EXPECT_EQ(outcome.summary.pending, 1u);
  EXPECT_EQ(outcome.summary.skipped, 1u);
  EXPECT_THAT(world.State(), AllOf(StartsWith("bundled: "), HasSubstr("the password was refused")));
}

TEST(JobRunnerTest, ARequestThatIsSentAgainSaysSo) {
  JobWorld world;
  world.dies_after_write = 3;
  EXPECT_EQ(world.Run(), "killed");
  EXPECT_EQ(world.State(), "submitting");
  world.Resume();
  std::string told;
  EXPECT_TRUE(world.journal()
                  .VisitEvents(1,
                               [&told](const estate::JobEvent& event) {
                                 told += event.detail;
                                 return true;
                               })
                  .ok());
  EXPECT_THAT(told, HasSubstr("may have been issued"));
}

TEST(JobRunnerTest, AFailedTestPutsTheOldFileBackAndRestartsNothing) {
  JobWorld world;
  world.plan.test_command = "lighttpd -tt";
  world.command = [](const std::string& command) -> absl::StatusOr<CommandResult> {
    EXPECT_EQ(command, "lighttpd -tt");
    return CommandResult{.status = 1, .output = "", .errors = "bad file", .cut = false};
  };
  EXPECT_THAT(world.Run(), AllOf(StartsWith("rolled_back"), HasSubstr("test_command ended with 1: bad file")));
  EXPECT_TRUE(world.HasOldFile());
  EXPECT_EQ(world.restarts(), 0);
}

TEST(JobRunnerTest, ATestOfThePemRunsBeforeTheRename) {
  JobWorld world;
  world.plan.test_command = "check {pem}";
  world.command = [&](const std::string& command) -> absl::StatusOr<CommandResult> {
    EXPECT_THAT(command, StartsWith("check '/etc/lighttpd/.server.pem."));
    EXPECT_TRUE(world.HasOldFile());
    return CommandResult{.status = 3, .output = "", .errors = "", .cut = false};
  };
  EXPECT_THAT(world.Run(), StartsWith("failed: test_command ended with 3"));
  EXPECT_TRUE(world.HasOldFile());
  EXPECT_EQ(world.appliance().Paths().size(), 2u);  // the file and its backup
}

TEST(JobRunnerTest, AServerThatStaysDownNeedsAttention) {
  JobWorld world;
  world.command = [](const std::string&) -> absl::StatusOr<CommandResult> { return CommandResult{}; };
  // It goes on serving its old certificate: nothing was restarted in truth.
  EXPECT_THAT(world.Run(), AllOf(StartsWith("rolled_back"), HasSubstr("serves another certificate")));
  EXPECT_TRUE(world.HasOldFile());
}

TEST(JobRunnerTest, AnApplianceThatPutsItsOwnBackIsRolledBack) {
  JobWorld world;
  world.on_wait = [&world] {
    world.appliance().AddFile(kPem, world.old_pem(), 0640, 7, 8);
    world.on_wait = nullptr;
    world.Restart();
  };
  EXPECT_THAT(world.Run(), AllOf(StartsWith("rolled_back"), HasSubstr("after settling")));
}

TEST(JobRunnerTest, WhatTheCaSaysIsHeard) {
  {
    JobWorld world;
    world.answer = [](const CertificateOrder&) -> absl::StatusOr<IssuerAnswer> { return Denied{"7", "not today"}; };
    EXPECT_EQ(world.Run(), "failed: the CA said no: not today");
  }
  {
    JobWorld world;
    world.answer = [](const CertificateOrder&) -> absl::StatusOr<IssuerAnswer> {
      return absl::UnavailableError("503");
    };
    EXPECT_EQ(world.Run(), "submitting: the CA: 503");
    world.answer = nullptr;
    EXPECT_EQ(world.Resume(), "verified");
  }
  {
    JobWorld world;
    world.answer = [](const CertificateOrder&) -> absl::StatusOr<IssuerAnswer> {
      return Pending{"42", "a manager has to approve", std::nullopt};
    };
    EXPECT_EQ(world.Run(), "pending: request 42: a manager has to approve");
    EXPECT_EQ(world.Resume(), "pending: request 42: a manager has to approve");
    world.answer = nullptr;
    EXPECT_EQ(world.Resume(), "verified");
    EXPECT_EQ(world.submissions, 1);
  }
}

TEST(JobRunnerTest, NothingIsUploadedThatTheJudgeIsAgainst) {
  JobWorld world;
  world.plan.identities = {"sps01.corp.example"};
  world.clock.SetUnixSeconds(test::kTestTime);
  world.answer = [&world](const CertificateOrder& order) -> absl::StatusOr<IssuerAnswer> {
    world.answer = nullptr;
    auto issued = world.tools.issuers.at("corp")->Submit(order);
    world.clock.AdvanceSeconds(400 * 86400);
    return issued;
  };
  EXPECT_THAT(world.Run(), AllOf(StartsWith("failed"), HasSubstr("expired")));
  EXPECT_EQ(world.appliance().call_count(), 0);
}

TEST(JobRunnerTest, AStopLeavesTheApplianceAsItWasOrDone) {
  JobWorld world;
  world.stopping = true;
  EXPECT_EQ(world.Run(), "queued");
  world.stopping = false;
  EXPECT_EQ(world.Resume(), "verified");
}

TEST(JobRunnerTest, WhereverAConnectionIsLostAndComesBackNothingIsInBetween) {
  const int calls = CallsOfASuccess();
  for (const Dies dies : kDeaths) {
    for (int call = 1; call <= calls; ++call) {
      SCOPED_TRACE(call);
      JobWorld world;
      bool always_whole = true;
      world.appliance().Observe(
          [&](const test::MemoryAppliance&) { always_whole = always_whole && world.HasWholeFile(); });
      world.on_pause = [&world] {
        if (world.appliance().IsDead()) world.appliance().Revive();
      };
      (world.appliance().*dies)(call);
      const std::string state = world.Run();
      EXPECT_TRUE(always_whole);
      EXPECT_THAT(state, AnyOf(StartsWith("failed"), StartsWith("rolled_back"), StartsWith("verified")));
      EXPECT_EQ(world.HasOldFile(), !state.starts_with("verified")) << state;
      EXPECT_EQ(world.served(), world.appliance().Content(kPem)) << state;
    }
  }
}

// The effect is there, or half of it, and nobody wrote down that it is.
TEST(JobRunnerTest, KilledAtAnyCallItIsGoneOnWith) {
  const int calls = CallsOfASuccess();
  for (const Dies dies : {&test::MemoryAppliance::DieAfterCall, &test::MemoryAppliance::DieWithinCall}) {
    for (int call = 1; call <= calls; ++call) {
      SCOPED_TRACE(call);
      JobWorld world;
      DyingJournal journal(world.journal());
      // The process is gone with the connection: it writes nothing any more.
      world.appliance().Observe([&](const test::MemoryAppliance& appliance) {
        if (appliance.IsDead()) journal.dies_after = journal.writes.load();
      });
      ASSERT_TRUE(AddJobs({world.plan}, "", world.journal(), world.clock).ok());
      (world.appliance().*dies)(call);
      const ReplaceOutcome outcome = RunJobs({1}, world.tools, journal, {});
      EXPECT_THAT(outcome.status.ToString(), HasSubstr("killed"));
      EXPECT_TRUE(world.HasWholeFile());
      world.appliance().Revive();
      EXPECT_THAT(world.Resume(), StartsWith("verified"));
      EXPECT_EQ(world.served(), world.appliance().Content(kPem));
      EXPECT_FALSE(world.HasOldFile());
      EXPECT_THAT(world.appliance().Paths(), Each(Not(HasSubstr(".certsweep"))));
      EXPECT_EQ(world.submissions, 1);
    }
  }
}

TEST(JobRunnerTest, NoKeyIsLostOrMadeTwice) {
  for (int write = 1; write <= 11; ++write) {
    SCOPED_TRACE(write);
    JobWorld world;
    world.dies_after_write = write;
    EXPECT_EQ(world.Run(), "killed");
    const std::string key = test::ReadWholeFile(world.FolderOfJob() + "/key.pem");
    ASSERT_THAT(key, HasSubstr("PRIVATE KEY"));
    EXPECT_THAT(world.Resume(), StartsWith("verified"));
    EXPECT_EQ(test::ReadWholeFile(world.FolderOfJob() + "/key.pem"), key);
    EXPECT_THAT(*world.appliance().Content(kPem), StartsWith(key));
  }
}

// What a CA hands out that is not to be installed: a certificate that it makes of the order, and why not.
struct BadAnswer {
  const char* name;
  std::function<std::vector<std::string>(const CertificateOrder&)> der;
  const char* says;
};

TEST(JobRunnerTest, WhatIsWrongWithACertificateKeepsItFromTheAppliance) {
  const auto leaf = [](const CertificateOrder& order) { return JobWorld::LeafFor(order); };
  const auto alone = [](const test::CertificateBuilder& builder) { return std::vector{builder.Build().der}; };
  const BadAnswer answers[] = {
      {"another key", [=](const auto& order) { return alone(leaf(order).Key(test::TestKey::Ec("P-256", 77))); },
       "private key"},
      {"other names",
       [=](const auto& order) {
         CertificateOrder other = order;
         other.identities = {"bank.example"};
         return alone(leaf(other));
       },
       "name_mismatch"},
      {"one name missing",
       [=](const auto& order) {
         CertificateOrder other = order;
         other.identities.pop_back();
         return alone(leaf(other));
       },
       "10.0.0.7"},
      {"SHA-1", [=](const auto& order) { return alone(leaf(order).Hash(x509::HashAlgorithm::kSha1)); },
       "weak_signature"},
      {"an intermediate of 1024 bits",
       [=](const auto& order) {
         const test::TestCertificate weak =
             test::CertificateBuilder("Weak CA").Key(test::TestKey::Rsa(1024)).Ca().IssuedBy(JobWorld::Root()).Build();
         return std::vector{leaf(order).IssuedBy(weak).Build().der, weak.der};
       },
       "weak_key"},
      {"expired",
       [=](const auto& order) { return alone(leaf(order).Valid(test::kTestNotBefore, test::kTestTime - 1)); },
       "expired"},
      {"not yet valid",
       [=](const auto& order) { return alone(leaf(order).Valid(test::kTestTime + 3600, test::kTestNotAfter)); },
       "not_yet_valid"},
      {"no chain",
       [=](const auto& order) {
         const test::TestCertificate issuing = test::CertificateBuilder("Issuing CA")
                                                   .Key(test::TestKey::Ec("P-256", 62))
                                                   .Ca()
                                                   .IssuedBy(JobWorld::Root())
                                                   .Build();
         return alone(leaf(order).IssuedBy(issuing));
       },
       "incomplete_chain"},
      {"a CA's certificate", [=](const auto& order) { return alone(leaf(order).Ca()); }, "ca_certificate_as_leaf"},
      {"another root",
       [=](const auto& order) {
         const test::TestCertificate other =
             test::CertificateBuilder("Root").Key(test::TestKey::Ec("P-256", 63)).Ca().Build();
         return std::vector{leaf(order).IssuedBy(other).Build().der, other.der};
       },
       "not installed"},
      {"nothing", [](const auto&) { return std::vector<std::string>(); }, "certificate"},
      {"no certificate", [](const auto&) { return std::vector<std::string>{"hello"}; }, "certificate"},
  };
  for (const BadAnswer& bad : answers) {
    SCOPED_TRACE(bad.name);
    JobWorld world;
    world.answer = [&bad](const CertificateOrder& order) -> absl::StatusOr<IssuerAnswer> {
      return Issued{bad.der(order), "7"};
    };
    EXPECT_THAT(world.Run(), AllOf(StartsWith("failed"), HasSubstr(bad.says)));
    EXPECT_EQ(world.appliance().call_count(), 0);
    EXPECT_EQ(world.outcome.summary.failed, 1u);
  }
}

// As the issuers read what CAs write.
TEST(JobRunnerTest, HoweverACaWritesItsCertificateItIsCleanOnTheAppliance) {
  const auto crlf = [](std::string text) {
    for (size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.replace(at, 1, "\r\n");
    return text;
  };
  const auto without_labels = [](const std::string& pem) {
    const size_t begin = pem.find('\n') + 1;
    return pem.substr(begin, pem.find("-----END") - begin);
  };
  const std::function<std::string(const std::string&)> ways[] = {
      [&](const std::string& pem) { return "\xef\xbb\xbf" + crlf(pem); },
      [&](const std::string& pem) {
        return "Bag Attributes\r\n  name: Gr\xc3\xbc\xc3\x9f\r\n" + crlf(pem) + "\r\n\r\n";
      },
      [&](const std::string& pem) { return crlf(without_labels(pem)); },
  };
  for (const auto& way : ways) {
    JobWorld world;
    world.answer = [&](const CertificateOrder& order) -> absl::StatusOr<IssuerAnswer> {
      const std::string text = way(JobWorld::LeafFor(order).Build().Pem());
      const auto read = ReadCertificateAnswer(text);
      if (!read.ok()) return read.status();
      return Issued{OrderedByKey(*read, order.spki_sha256), ""};
    };
    EXPECT_EQ(world.Run(), "verified");
    EXPECT_THAT(*world.appliance().Content(kPem), Not(AnyOf(HasSubstr("\r"), HasSubstr("\xef"), HasSubstr("Bag"))));
    EXPECT_TRUE(world.HasWholeFile());
  }
}

TEST(JobRunnerTest, TroubleOfTheCaIsNoRefusal) {
  for (const absl::Status& trouble :
       {absl::UnavailableError("503"), absl::DeadlineExceededError("no answer in 60 s")}) {
    JobWorld world;
    world.answer = [&trouble](const CertificateOrder&) -> absl::StatusOr<IssuerAnswer> { return trouble; };
    EXPECT_THAT(world.Run(), StartsWith("submitting: the CA: "));
    EXPECT_EQ(world.outcome.summary.pending, 1u);
    world.answer = nullptr;
    EXPECT_EQ(world.Resume(), "verified");
  }
}

TEST(JobRunnerTest, APasswordThatRanOutLosesNoRequest) {
  for (const absl::Status& trouble : {absl::UnauthenticatedError("401"), absl::PermissionDeniedError("403")}) {
    JobWorld world;
    world.answer = [](const CertificateOrder&) -> absl::StatusOr<IssuerAnswer> {
      return Pending{"42", "wait", std::nullopt};
    };
    EXPECT_THAT(world.Run(), StartsWith("pending"));
    world.answer = [&trouble](const CertificateOrder&) -> absl::StatusOr<IssuerAnswer> { return trouble; };
    EXPECT_THAT(world.Resume(), StartsWith("pending: the CA: 40"));
    world.answer = nullptr;
    EXPECT_EQ(world.Resume(), "verified");
    EXPECT_EQ(world.submissions, 1);
  }
}

TEST(JobRunnerTest, WhatAWrongPasswordMeetsAtFirstFails) {
  JobWorld world;
  world.answer = [](const CertificateOrder&) -> absl::StatusOr<IssuerAnswer> {
    return absl::UnauthenticatedError("401");
  };
  EXPECT_EQ(world.Run(), "failed: the CA: 401");
}

TEST(JobRunnerTest, OnePortOfTwoThatKeepsItsOldCertificateIsNotDone) {
  JobWorld world;
  world.plan.endpoints.push_back({world.plan.endpoints[0].host, world.plan.endpoints[0].address, 443});
  world.shows = [&world](const estate::EndpointKey& endpoint, const std::string& served) {
    return endpoint.port == 443 ? world.old_pem() : served;
  };
  EXPECT_THAT(world.Run(), AllOf(StartsWith("rolled_back: 10.0.0.7:443"), HasSubstr("serves another certificate")));
  EXPECT_TRUE(world.HasOldFile());
  EXPECT_EQ(world.served(), world.old_pem());
}

TEST(JobRunnerTest, APortThatShowsNothingBeforeIsNotBegunWith) {
  JobWorld world;
  world.plan.endpoints.push_back({world.plan.endpoints[0].host, world.plan.endpoints[0].address, 443});
  world.shows = [](const estate::EndpointKey& endpoint, const std::string& served) {
    return endpoint.port == 443 ? std::string() : served;
  };
  EXPECT_THAT(world.Run(), AllOf(StartsWith("failed: 10.0.0.7:443"), HasSubstr("nothing answers")));
  EXPECT_TRUE(world.HasOldFile());
}

TEST(JobRunnerTest, TwoEndpointsOfOneFileAreOneJob) {
  JobWorld world;
  world.plan.endpoints.push_back({"console.corp.example", world.plan.endpoints[0].address, 443});
  world.plan.identities.push_back("console.corp.example");
  std::set<std::string> seen;
  world.shows = [&seen](const estate::EndpointKey& endpoint, const std::string& served) {
    seen.insert(endpoint.host);
    return served;
  };
  EXPECT_EQ(world.Run(), "verified");
  EXPECT_THAT(seen, ElementsAre("console.corp.example", "sps01.corp.example"));
  EXPECT_EQ(world.restarts(), 1);
}

TEST(JobRunnerTest, ALinkStaysALink) {
  JobWorld world;
  world.plan.pem_path = "/etc/link.pem";
  world.appliance().AddSymlink("/etc/link.pem", kPem);
  EXPECT_EQ(world.Run(), "verified");
  EXPECT_EQ(world.appliance().File("/etc/link.pem")->kind, FileKind::kSymlink);
  EXPECT_EQ(world.appliance().File(kPem)->kind, FileKind::kRegular);
  EXPECT_FALSE(world.HasOldFile());
  EXPECT_THAT(world.Story(), HasSubstr("/etc/link.pem leads to /etc/lighttpd/server.pem"));
  EXPECT_THAT(world.RollBack(), StartsWith("rolled_back"));
  EXPECT_EQ(world.appliance().File("/etc/link.pem")->kind, FileKind::kSymlink);
  EXPECT_TRUE(world.HasOldFile());
}

constexpr const char* kChain = "/etc/lighttpd/chain.pem";
constexpr const char* kOldChain = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

const test::TestCertificate& Issuing() {
  static const test::TestCertificate kIssuing = test::CertificateBuilder("Issuing CA")
                                                    .Key(test::TestKey::Ec("P-256", 62))
                                                    .Ca()
                                                    .IssuedBy(JobWorld::Root())
                                                    .Build();
  return kIssuing;
}

// An appliance with a chain_path, and a CA with an intermediate.
void WithChain(JobWorld& world) {
  world.plan.chain_path = kChain;
  world.appliance().AddFile(kChain, kOldChain, 0644, 0, 0);
  world.answer = [](const CertificateOrder& order) -> absl::StatusOr<IssuerAnswer> {
    return Issued{{JobWorld::LeafFor(order).IssuedBy(Issuing()).Build().der, Issuing().der}, ""};
  };
}

TEST(JobRunnerTest, TheChainIsInstalledWithTheFile) {
  JobWorld world;
  WithChain(world);
  EXPECT_THAT(world.Run(), StartsWith("verified"));
  EXPECT_EQ(world.appliance().Content(kChain), Issuing().Pem());
  EXPECT_THAT(*world.appliance().Content(kPem), HasSubstr(Issuing().Pem()));
  EXPECT_THAT(world.RollBack(), StartsWith("rolled_back"));
  EXPECT_EQ(world.appliance().Content(kChain), kOldChain);
  EXPECT_TRUE(world.HasOldFile());
}

TEST(JobRunnerTest, WhateverFailsChainAndFileGoTogether) {
  int calls = 0;
  {
    JobWorld world;
    WithChain(world);
    EXPECT_THAT(world.Run(), StartsWith("verified"));
    calls = world.appliance().call_count();
  }
  for (const bool dies : {false, true}) {
    for (int call = 1; call <= calls; ++call) {
      SCOPED_TRACE(call);
      JobWorld world;
      WithChain(world);
      world.on_pause = [&world] {
        if (world.appliance().IsDead()) world.appliance().Revive();
      };
      if (dies) {
        world.appliance().DieAfterCall(call);
      } else {
        world.appliance().FailCall(call, absl::PermissionDeniedError("no"));
      }
      const std::string state = world.Run();
      EXPECT_THAT(state, AnyOf(StartsWith("failed"), StartsWith("rolled_back"), StartsWith("verified")));
      EXPECT_EQ(world.appliance().Content(kChain) == kOldChain, world.HasOldFile()) << state;
      EXPECT_EQ(world.HasOldFile(), !state.starts_with("verified")) << state;
    }
  }
}

TEST(JobRunnerTest, WithoutIntermediatesTheChainFileStays) {
  JobWorld world;
  WithChain(world);
  world.answer = nullptr;
  EXPECT_THAT(world.Run(), StartsWith("verified"));
  EXPECT_EQ(world.appliance().Content(kChain), kOldChain);
  EXPECT_THAT(world.Story(), HasSubstr("chain.pem stays as it is"));
}

TEST(JobRunnerTest, WhatSomebodyElsePutThereIsNotWrittenOver) {
  for (const JobState at : {JobState::kPreflighted, JobState::kBackedUp, JobState::kUploaded}) {
    SCOPED_TRACE(JobStateName(at));
    JobWorld world;
    world.options.on_state = [&](const estate::JobRow&, JobState state, const std::string&) {
      if (state == at) world.appliance().AddFile(kPem, "by hand", 0640, 7, 8);
    };
    EXPECT_THAT(world.Run(), AllOf(StartsWith("failed"), HasSubstr("changed by somebody else")));
    EXPECT_EQ(world.appliance().Content(kPem), "by hand");
    EXPECT_THAT(world.appliance().Paths(), Each(Not(HasSubstr(".certsweep"))));
  }
}

TEST(JobRunnerTest, AMomentWithoutAnAnswerAfterSettlingIsNoFailure) {
  JobWorld world;
  bool is_busy = false;
  world.on_wait = [&] {
    is_busy = true;
    world.on_pause = [&is_busy] { is_busy = false; };
  };
  world.shows = [&is_busy](const estate::EndpointKey&, const std::string& served) {
    return is_busy ? std::string() : served;
  };
  EXPECT_EQ(world.Run(), "verified");
}

TEST(JobRunnerTest, ADiskThatIsFullFailsAndLeavesNothing) {
  JobWorld world;
  world.appliance().SetFreeSpace(world.old_pem().size() + 100);  // the backup, and part of the new file
  EXPECT_THAT(world.Run(), AllOf(StartsWith("failed"), HasSubstr("no space left")));
  EXPECT_TRUE(world.HasOldFile());
  EXPECT_THAT(world.appliance().Paths(), Each(Not(HasSubstr(".certsweep"))));
}

TEST(JobRunnerTest, AFolderThatIsReadOnlyFails) {
  JobWorld world;
  world.appliance().SetReadOnly(true);
  EXPECT_THAT(world.Run(), AllOf(StartsWith("failed"), HasSubstr("read-only")));
  EXPECT_TRUE(world.HasOldFile());
  EXPECT_EQ(world.restarts(), 0);
}

TEST(JobRunnerTest, ARestartThatFailsWithTheOldFileTooIsRolledBackWhereTheOldOneIsServed) {
  JobWorld world;
  world.command = [](const std::string&) -> absl::StatusOr<CommandResult> {
    return CommandResult{.status = 1, .output = "", .errors = "no", .cut = false};
  };
  EXPECT_THAT(world.Run(), AllOf(StartsWith("rolled_back"), HasSubstr("restart_command ended with 1"),
                                 HasSubstr("with the old file too")));
}

TEST(JobRunnerTest, AServerThatIsDownEitherWayNeedsAttention) {
  JobWorld world;
  bool is_down = false;
  world.command = [&](const std::string&) -> absl::StatusOr<CommandResult> {
    is_down = true;
    return CommandResult{};
  };
  world.shows = [&](const estate::EndpointKey&, const std::string& served) { return is_down ? "" : served; };
  EXPECT_THAT(world.Run(), AllOf(StartsWith("needs_attention"), HasSubstr("nothing answers"),
                                 HasSubstr("by hand: copy"), HasSubstr("the old file is back")));
  EXPECT_TRUE(world.HasOldFile());
}

TEST(JobRunnerTest, ADialogueTellsTheServer) {
  JobWorld world;
  world.plan.restart_command.clear();
  world.plan.dialogue = {{"", "enable"}, {"#", "restart"}};
  world.appliance().OnConverse(
      [&](test::MemoryAppliance&, const std::vector<DialogueStep>& steps) -> absl::StatusOr<DialogueResult> {
        EXPECT_EQ(steps.size(), 2u);
        EXPECT_EQ(steps[1].expect, "#");
        world.Restart();
        return DialogueResult{.completed = true, .detail = "", .transcript = ""};
      });
  EXPECT_EQ(world.Run(), "verified");
}

TEST(JobRunnerTest, ADialogueThatIsNotMetIsRolledBack) {
  JobWorld world;
  world.plan.restart_command.clear();
  world.plan.dialogue = {{"#", "restart"}};
  world.appliance().OnConverse(
      [](test::MemoryAppliance&, const std::vector<DialogueStep>&) -> absl::StatusOr<DialogueResult> {
        return DialogueResult{.completed = false, .detail = "no # came", .transcript = ""};
      });
  EXPECT_THAT(world.Run(), AllOf(StartsWith("rolled_back"), HasSubstr("dialogue: no # came")));
}

TEST(JobRunnerTest, AKeyIsKeptWhereThatIsAskedFor) {
  JobWorld world;
  world.plan.reuse_key = true;
  EXPECT_EQ(world.Run(), "verified");
  const std::string& old = world.old_pem();
  EXPECT_THAT(*world.appliance().Content(kPem), StartsWith(old.substr(0, old.find("-----BEGIN CERTIFICATE"))));
}

}  // namespace
}  // namespace certsweep::replacer
