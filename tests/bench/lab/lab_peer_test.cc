#include "bench/lab/lab_peer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace certsweep::lab {
namespace {

using ::testing::StartsWith;

constexpr char kHelloBytes[] = "\x16\x03\x01\x00\x04\x01\x02\x03\x04";
const std::string kHello(kHelloBytes, sizeof(kHelloBytes) - 1);

// Feeds the hello byte by byte: the peer must wait for its last byte.
PeerNext AfterHello(Peer& peer, std::string& output) {
  EXPECT_EQ(peer.Start(output), PeerNext::kReceive);
  for (size_t i = 0; i + 1 < kHello.size(); ++i) {
    EXPECT_EQ(peer.Receive(base::AsBytes(kHello).subspan(i, 1), output), PeerNext::kReceive);
  }
  EXPECT_EQ(output, "");
  return peer.Receive(base::AsBytes(kHello).last(1), output);
}

TEST(PlainPeer, ClosesAfterTheWholeHello) {
  std::string output;
  EXPECT_EQ(AfterHello(*MakePlainPeer(LabKind::kCloses), output), PeerNext::kHangUp);
  EXPECT_EQ(output, "");
}

TEST(PlainPeer, ResetsAfterTheWholeHello) {
  std::string output;
  EXPECT_EQ(AfterHello(*MakePlainPeer(LabKind::kResets), output), PeerNext::kReset);
}

TEST(PlainPeer, AnswersWithAFatalAlert) {
  std::string output;
  EXPECT_EQ(AfterHello(*MakePlainPeer(LabKind::kAlert), output), PeerNext::kHangUp);
  EXPECT_EQ(output, std::string("\x15\x03\x01\x00\x02\x02\x28", 7));
}

TEST(PlainPeer, HttpAnswersABadRequest) {
  std::string output;
  EXPECT_EQ(AfterHello(*MakePlainPeer(LabKind::kHttp), output), PeerNext::kHangUp);
  EXPECT_THAT(output, StartsWith("HTTP/1.1 400 "));
}

TEST(PlainPeer, HttpAnswersWhatIsNoTlsAtOnce) {
  std::string output;
  EXPECT_EQ(MakePlainPeer(LabKind::kHttp)->Receive(base::AsBytes("GET / HTTP/1.0\r\n\r\n"), output), PeerNext::kHangUp);
  EXPECT_THAT(output, StartsWith("HTTP/1.1 400 "));
}

TEST(PlainPeer, SshSpeaksFirst) {
  std::string output;
  EXPECT_EQ(MakePlainPeer(LabKind::kSsh)->Start(output), PeerNext::kFinish);
  EXPECT_THAT(output, StartsWith("SSH-2.0-"));
}

TEST(PlainPeer, SilentHoldsAndSaysNothing) {
  const std::unique_ptr<Peer> peer = MakePlainPeer(LabKind::kSilent);
  std::string output;
  EXPECT_EQ(peer->Start(output), PeerNext::kHold);
  EXPECT_EQ(peer->Receive(base::AsBytes(kHello), output), PeerNext::kHold);
  EXPECT_EQ(output, "");
}

TEST(PlainPeer, KindsWithACertificateAreNotPlain) {
  EXPECT_EQ(MakePlainPeer(LabKind::kGoodRsa), nullptr);
  EXPECT_EQ(MakePlainPeer(LabKind::kRefuses), nullptr);
}

}  // namespace
}  // namespace certsweep::lab
