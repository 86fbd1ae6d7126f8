// While its certificate is replaced, an appliance serves the old one whole or the new one whole, and its file is always
// one of the two; what goes wrong on the way changes nothing of that.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <functional>
#include <thread>

#include "engine/base/bytes.h"
#include "engine/x509/certificate_file.h"
#include "engine/x509/private_key.h"
#include "tests/integration/appliance_watch.h"
#include "tests/integration/replace_fixture.h"

namespace certsweep::integration {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

std::vector<x509::CertificatePtr> Certificates(const std::string& pem) {
  auto certificates = x509::ParseCertificateFile(pem);
  EXPECT_TRUE(certificates.ok()) << certificates.status();
  return certificates.value_or(std::vector<x509::CertificatePtr>());
}

// The certificates of a file as a server sends them.
std::string Chain(const std::string& pem) {
  std::string chain;
  for (const x509::CertificatePtr& certificate : Certificates(pem)) chain += base::AsText(certificate->der());
  return chain;
}

// Whether a file is a key, its certificate, and `others` more.
void ExpectWhole(const std::string& pem, size_t others) {
  const auto key = x509::PrivateKey::FromPem(pem);
  ASSERT_TRUE(key.ok()) << key.status();
  ASSERT_TRUE(key->has_value());
  const std::vector<x509::CertificatePtr> certificates = Certificates(pem);
  ASSERT_EQ(certificates.size(), 1 + others);
  EXPECT_TRUE((*key)->Matches(certificates.front()->public_key()));
}

class ReplaceContinuityTest : public ReplaceTest {
 protected:
  // One appliance, scanned.
  void Prepare() {
    StartAppliances(1);
    EXPECT_EQ(ScanEstate().exit_code, 1);
    before_ = ReadFile(Appliance().PemPath());
    ExpectWhole(before_, 0);
  }

  ScanResult RunWatched() {
    ScanResult run;
    Watched([&] { run = Replace({"run", "--config", "certsweep.toml", "--yes"}); });
    return run;
  }

  // Runs `act`, and watches the appliance from before its start until after its end.
  void Watched(const std::function<void()>& act) {
    ServedWatch served(Appliance());
    FileWatch file(Appliance().PemPath());
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    act();
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    served.Stop();
    file.Stop();
    EXPECT_THAT(served.faults(), IsEmpty());
    EXPECT_GT(served.course().looks(), 10);
    EXPECT_EQ(file.course().nothing(), 0);
    served_ = served.course();
    file_ = file.course();
    RecordProperty("handshakes", served_.looks());
    RecordProperty("handshakes_without_certificate", served_.nothing());
    RecordProperty("served", served_.text());
    RecordProperty("reads_of_file", file_.looks());
    RecordProperty("file_course", file_.text());
  }

  // A new certificate for the appliance, whatever it has; the process is killed as soon as it says `state`.
  void KillRunAt(const std::string& state) {
    Process run(ReplaceProcess({"run", "--config", "certsweep.toml", "--yes", Appliance().host()}));
    while (run.IsRunning() && run.Errors().find("  " + state) == std::string::npos) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    run.Send(SIGKILL);
    run.Wait();
  }

  // The old one, then the one that there is now.
  void ExpectOldThenNew() {
    const std::string after = ReadFile(Appliance().PemPath());
    ExpectWhole(after, 1);
    EXPECT_EQ(file_.text(), "ab");
    EXPECT_THAT(file_.values(), ElementsAre(before_, after));
    EXPECT_THAT(served_.text(), MatchesRegex("a-?b"));
    EXPECT_THAT(served_.values(), ElementsAre(Chain(before_), Chain(after)));
  }

  void ExpectNothingChanged() {
    EXPECT_EQ(served_.text(), "a");
    EXPECT_THAT(served_.values(), ElementsAre(Chain(before_)));
    EXPECT_THAT(file_.values(), ElementsAre(before_));
    EXPECT_EQ(ReadFile(Appliance().PemPath()), before_);
  }

  std::string before_;
  Course served_, file_;
};

TEST_F(ReplaceContinuityTest, OldThenNewAndNothingBetweenButTheRestart) {
  Prepare();
  EXPECT_EQ(RunWatched().exit_code, 0);
  EXPECT_THAT(States(), ElementsAre("verified"));
  ExpectOldThenNew();
}

TEST_F(ReplaceContinuityTest, KilledOnTheWayAndResumedItIsTheSame) {
  Prepare();
  for (const char* state : {"bundled", "backed_up", "uploaded", "installed", "restarted"}) {
    SCOPED_TRACE(state);
    before_ = ReadFile(Appliance().PemPath());
    Watched([&] {
      KillRunAt(state);
      EXPECT_EQ(Replace({"resume", "--config", "certsweep.toml", "--yes"}).exit_code, 0);
    });
    ExpectOldThenNew();
  }
}

TEST_F(ReplaceContinuityTest, ARestartThatDoesNothingAndFailsIsNeverSeen) {
  Prepare();
  ReplaceInConfig("restart_command = ", "restart_command = \"/bin/false\" #");
  EXPECT_EQ(RunWatched().exit_code, 1);
  EXPECT_THAT(States(), ElementsAre("rolled_back"));
  EXPECT_EQ(served_.text(), "a");
  EXPECT_THAT(served_.values(), ElementsAre(Chain(before_)));
  EXPECT_EQ(file_.text(), "aba");
  ExpectWhole(file_.values().back(), 1);
  EXPECT_EQ(ReadFile(Appliance().PemPath()), before_);
}

TEST_F(ReplaceContinuityTest, ARestartThatSaysItFailedIsUndone) {
  Prepare();
  ReplaceInConfig("restart'\"", "restart'; false\"");
  EXPECT_EQ(RunWatched().exit_code, 1);
  EXPECT_THAT(States(), ElementsAre("rolled_back"));
  EXPECT_THAT(served_.text(), MatchesRegex("a-?(b-?)?a"));
  ExpectWhole(file_.values().back(), 1);
  // The new one may have been there for less than there is between two handshakes.
  EXPECT_THAT(served_.values(),
              AnyOf(ElementsAre(Chain(before_)), ElementsAre(Chain(before_), Chain(file_.values().back()))));
  EXPECT_EQ(file_.text(), "aba");
  EXPECT_EQ(ReadFile(Appliance().PemPath()), before_);
}

TEST_F(ReplaceContinuityTest, ACertificateForAnotherKeyIsNotDeployed) {
  Prepare();
  SignByProgram(
      "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out \"$ca/other.key\"\n"
      "openssl pkey -in \"$ca/other.key\" -pubout -out \"$ca/other.pub\"",
      "-force_pubkey \"$ca/other.pub\"");
  const ScanResult run = RunWatched();
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.errors, testing::HasSubstr("key")) << run.errors;
  EXPECT_THAT(States(), ElementsAre("failed"));
  EXPECT_THAT(Appliance().Log(), testing::Not(testing::HasSubstr("Accepted")));
  ExpectNothingChanged();
}

TEST_F(ReplaceContinuityTest, AProgramThatSignsRightIsAsGoodAsTheLabsCa) {
  Prepare();
  SignByProgram();
  const ScanResult run = RunWatched();
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  ExpectOldThenNew();
}

TEST_F(ReplaceContinuityTest, ARollbackIsNewThenOld) {
  Prepare();
  const std::string old = before_;
  ASSERT_EQ(Replace({"run", "--config", "certsweep.toml", "--yes"}).exit_code, 0);
  const std::string after = ReadFile(Appliance().PemPath());
  Watched([&] {
    EXPECT_EQ(Replace({"rollback", "--config", "certsweep.toml", "--yes", Appliance().host()}).exit_code, 0);
  });
  EXPECT_EQ(file_.text(), "ab");
  EXPECT_THAT(file_.values(), ElementsAre(after, old));
  EXPECT_THAT(served_.text(), MatchesRegex("a-?b"));
  EXPECT_THAT(served_.values(), ElementsAre(Chain(after), Chain(old)));
}

}  // namespace
}  // namespace certsweep::integration
