#include "engine/tls/observation.h"

#include <openssl/ssl.h>

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace certsweep::tls {
namespace {

TEST(ObservationTest, NamesVersions) {
  EXPECT_EQ(VersionName(0x0300), "SSLv3");
  EXPECT_EQ(VersionName(TLS1_VERSION), "TLSv1");
  EXPECT_EQ(VersionName(TLS1_1_VERSION), "TLSv1.1");
  EXPECT_EQ(VersionName(TLS1_2_VERSION), "TLSv1.2");
  EXPECT_EQ(VersionName(TLS1_3_VERSION), "TLSv1.3");
  EXPECT_EQ(VersionName(0x0002), "0x0002");
  EXPECT_EQ(VersionName(0x7f1c), "0x7f1c");
}

TEST(ObservationTest, NamesGroups) {
  EXPECT_EQ(GroupName(SSL_CURVE_X25519), "X25519");
  EXPECT_EQ(GroupName(SSL_CURVE_SECP224R1), "P-224");
  EXPECT_EQ(GroupName(SSL_CURVE_SECP256R1), "P-256");
  EXPECT_EQ(GroupName(SSL_CURVE_SECP384R1), "P-384");
  EXPECT_EQ(GroupName(SSL_CURVE_SECP521R1), "P-521");
  EXPECT_EQ(GroupName(0x001a), "brainpoolP256r1");
  EXPECT_EQ(GroupName(0x0101), "ffdhe3072");
  EXPECT_EQ(GroupName(0xfe30), "0xfe30");
}

TEST(ObservationTest, NamesAlerts) {
  EXPECT_EQ(AlertName(SSL_AD_CLOSE_NOTIFY), "close_notify");
  EXPECT_EQ(AlertName(SSL_AD_HANDSHAKE_FAILURE), "handshake_failure");
  EXPECT_EQ(AlertName(SSL_AD_PROTOCOL_VERSION), "protocol_version");
  EXPECT_EQ(AlertName(SSL_AD_UNRECOGNIZED_NAME), "unrecognized_name");
  EXPECT_EQ(AlertName(SSL_AD_CERTIFICATE_REQUIRED), "certificate_required");
  EXPECT_EQ(AlertName(123), "alert 123");
  EXPECT_EQ(AlertName(255), "alert 255");
}

TEST(ObservationTest, NamesNoTwoAlertsAlike) {
  std::set<std::string> names;
  for (int description = 0; description < 256; ++description) {
    names.insert(AlertName(static_cast<uint8_t>(description)));
  }
  EXPECT_EQ(names.size(), 256u);
}

TEST(ObservationTest, KnowsNothingAtFirst) {
  const Observation observation;
  EXPECT_EQ(observation.outcome, Outcome::kInProgress);
  EXPECT_EQ(observation.version, 0);
  EXPECT_FALSE(observation.certificate_seen || observation.proof_of_possession || observation.sni_sent);
}

}  // namespace
}  // namespace certsweep::tls
