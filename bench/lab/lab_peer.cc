#include "bench/lab/lab_peer.h"

#include <string_view>
#include <utility>

namespace certsweep::lab {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kHandshakeFailureAlert = "\x15\x03\x01\x00\x02\x02\x28"sv;
constexpr std::string_view kSshBanner = "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n";
constexpr std::string_view kBadRequest =
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 12\r\nConnection: close\r\n\r\nBad "
    "Request\n";

// Whether `input` is a whole first TLS record, or no TLS record at all.
bool IsWholeHello(std::string_view input) {
  constexpr char kHandshakeRecord = 0x16;
  constexpr size_t kHeader = 5;
  if (input.empty()) return false;
  if (input[0] != kHandshakeRecord) return true;
  if (input.size() < kHeader) return false;
  const size_t length = static_cast<size_t>(static_cast<uint8_t>(input[3])) << 8 | static_cast<uint8_t>(input[4]);
  return input.size() >= kHeader + length;
}

// Waits for the whole ClientHello (a close with unread bytes would turn into a reset), then answers and acts.
class AfterHelloPeer : public Peer {
 public:
  AfterHelloPeer(std::string_view answer, PeerNext next) : answer_(answer), next_(next) {}

  PeerNext Receive(base::Bytes input, std::string& output) override {
    hello_ += base::AsText(input);
    if (!IsWholeHello(hello_)) return PeerNext::kReceive;
    output += answer_;
    return next_;
  }

 private:
  const std::string_view answer_;
  const PeerNext next_;
  std::string hello_;
};

class SshPeer : public Peer {
 public:
  PeerNext Start(std::string& output) override {
    output += kSshBanner;
    return PeerNext::kFinish;
  }
  PeerNext Receive(base::Bytes, std::string&) override { return PeerNext::kFinish; }
};

class SilentPeer : public Peer {
 public:
  PeerNext Start(std::string&) override { return PeerNext::kHold; }
  PeerNext Receive(base::Bytes, std::string&) override { return PeerNext::kHold; }
};

}  // namespace

std::unique_ptr<Peer> MakePlainPeer(LabKind kind) {
  switch (kind) {
    case LabKind::kCloses:
      return std::make_unique<AfterHelloPeer>(""sv, PeerNext::kHangUp);
    case LabKind::kResets:
      return std::make_unique<AfterHelloPeer>(""sv, PeerNext::kReset);
    case LabKind::kAlert:
      return std::make_unique<AfterHelloPeer>(kHandshakeFailureAlert, PeerNext::kHangUp);
    case LabKind::kHttp:
      return std::make_unique<AfterHelloPeer>(kBadRequest, PeerNext::kHangUp);
    case LabKind::kSsh:
      return std::make_unique<SshPeer>();
    case LabKind::kSilent:
      return std::make_unique<SilentPeer>();
    default:
      return nullptr;
  }
}

}  // namespace certsweep::lab
