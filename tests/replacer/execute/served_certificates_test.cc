#include "replacer/execute/served_certificates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/replacer/execute/job_world.h"

namespace certsweep::replacer {
namespace {

using ::testing::HasSubstr;

// Shows what it is told, and keeps by which names it was asked.
class ScriptedProber final : public EndpointProber {
 public:
  absl::StatusOr<Served> Probe(const estate::EndpointKey& endpoint, const std::string& server_name,
                               const std::vector<std::string>&) override {
    asked.push_back(endpoint.address + " as '" + server_name + "'");
    if (!error.ok()) return error;
    return served;
  }
  std::vector<std::string> asked;
  Served served;
  absl::Status error;
};

class ServedCertificatesTest : public ::testing::Test {
 protected:
  ServedCertificatesTest() {
    auto prober = std::make_unique<ScriptedProber>();
    prober_ = prober.get();
    world_.tools.prober = std::move(prober);
    record_.leaf_sha256 = "new";
  }

  JobWorld world_;
  JobRecord record_;
  ScriptedProber* prober_ = nullptr;
  ServedCertificates served_{world_.plan, record_, world_.tools};
};

TEST_F(ServedCertificatesTest, NotesWhatEachEndpointServes) {
  world_.plan.endpoints.push_back({"sps01.corp.example", "2001:db8::7", 443});
  prober_->served = {.leaf_sha256 = "old", .is_compliant = false, .problem = "self_signed"};
  record_.served = {{"9.9.9.9", 1, "of an earlier attempt"}};
  EXPECT_TRUE(served_.Note().ok());
  ASSERT_EQ(record_.served.size(), 2u);
  EXPECT_EQ(record_.served[1].address, "2001:db8::7");
  EXPECT_EQ(record_.served[1].port, 443);
  EXPECT_EQ(record_.served[1].leaf_sha256, "old");
}

TEST_F(ServedCertificatesTest, OneThatShowsNothingIsTold) {
  prober_->served = {.leaf_sha256 = "", .is_compliant = false, .problem = "connection_refused"};
  EXPECT_THAT(served_.Note().ToString(), HasSubstr("10.0.0.7:4343: shows no certificate"));
  EXPECT_THAT(served_.Note().ToString(), HasSubstr("connection_refused"));
}

TEST_F(ServedCertificatesTest, IsAskedByEachNameAndByNone) {
  world_.plan.identities = {"sps01.corp.example", "10.0.0.7", "console.corp.example", "10.0.0.8"};
  prober_->served = {.leaf_sha256 = "new", .is_compliant = true, .problem = ""};
  EXPECT_EQ(*served_.WaitUntilNew(), "");
  EXPECT_THAT(prober_->asked, testing::ElementsAre("10.0.0.7 as 'sps01.corp.example'", "10.0.0.7 as ''",
                                                   "10.0.0.7 as 'console.corp.example'"));
  // Names of a template alone: the host's.
  prober_->asked.clear();
  world_.plan.identities.clear();
  EXPECT_EQ(*served_.WaitUntilNew(), "");
  EXPECT_THAT(prober_->asked, testing::ElementsAre("10.0.0.7 as 'sps01.corp.example'"));
}

TEST_F(ServedCertificatesTest, WaitsForAServerThatStarts) {
  prober_->served = {.leaf_sha256 = "", .is_compliant = false, .problem = "connection_refused"};
  int pauses = 0;
  world_.on_pause = [&] {
    if (++pauses == 3) prober_->served = {.leaf_sha256 = "new", .is_compliant = true, .problem = ""};
  };
  EXPECT_EQ(*served_.WaitUntilNew(), "");
  EXPECT_EQ(pauses, 3);
}

TEST_F(ServedCertificatesTest, ItsTimeEnds) {
  prober_->served = {.leaf_sha256 = "", .is_compliant = false, .problem = "connection_refused"};
  EXPECT_EQ(*served_.WaitUntilNew(), "10.0.0.7:4343 as sps01.corp.example: connection_refused");
  EXPECT_EQ(world_.clock.MonotonicMicros(), world_.tools.settings.start_timeout_us);
  prober_->served = {.leaf_sha256 = "old", .is_compliant = true, .problem = ""};
  EXPECT_THAT(*served_.WaitUntilNew(), HasSubstr("serves another certificate"));
  prober_->served = {.leaf_sha256 = "new", .is_compliant = false, .problem = "weak_protocol"};
  EXPECT_THAT(*served_.WaitUntilNew(), HasSubstr("weak_protocol"));
}

TEST_F(ServedCertificatesTest, TheOldOneIsTheOneThatWasNoted) {
  prober_->served = {.leaf_sha256 = "old", .is_compliant = false, .problem = "self_signed"};
  ASSERT_TRUE(served_.Note().ok());
  EXPECT_EQ(*served_.WaitUntilOld(), "");
  prober_->served.leaf_sha256 = "new";
  EXPECT_THAT(*served_.WaitUntilOld(), HasSubstr("does not serve its old certificate"));
  prober_->served = {.leaf_sha256 = "", .is_compliant = false, .problem = "connection_refused"};
  EXPECT_THAT(*served_.WaitUntilOld(), HasSubstr("connection_refused"));
}

TEST_F(ServedCertificatesTest, OurOwnFaultsAreErrors) {
  prober_->error = absl::ResourceExhaustedError("too many open files");
  EXPECT_TRUE(absl::IsResourceExhausted(served_.Note()));
  EXPECT_TRUE(absl::IsResourceExhausted(served_.WaitUntilNew().status()));
  // Of a moment they are no reason to roll anything back.
  world_.on_pause = [this] {
    prober_->error = absl::OkStatus();
    prober_->served = {.leaf_sha256 = "new", .is_compliant = true, .problem = ""};
  };
  EXPECT_EQ(*served_.WaitUntilNew(), "");
}

}  // namespace
}  // namespace certsweep::replacer
