#include "engine/estate/packed_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"

namespace certsweep::estate {
namespace {

// What a byte of packed text stands for; all others for themselves.
enum Code : uint8_t {
  kDigest = 0x0e,         // the 64 hex digits of the 32 bytes that follow
  kEarlierDigest = 0x0f,  // the digest whose number follows, counted from 0 in this text
  kHost = 0x10,
  kAddress = 0x11,
  kFirstPhrase = 0x80,
  kEscape = 0xff,  // the byte that follows stands for itself
};

// Stands in people's files: only ever added to, at the end. \2 and \3 are the marks of time and attempts.
constexpr std::string_view kPhrases[] = {
    "{\"target\":\"",
    "\",\"host\":\"",
    "\",\"address\":\"",
    "\",\"port\":",
    ",\"server_name\":\"",
    "\",\"identities\":[\"",
    ",\"identities\":[",
    "\"],\"time\":\"\2\",\"attempts\":\3,\"verdict\":\"",
    "],\"time\":\"\2\",\"attempts\":\3,\"verdict\":\"",
    "compliant\",\"mendable\":false,\"queued\":false,\"proof_of_possession\":true,\"findings\":[",
    "noncompliant\",\"mendable\":true,\"queued\":true,\"proof_of_possession\":true,\"findings\":[",
    "noncompliant\",\"mendable\":true,\"queued\":false,\"proof_of_possession\":true,\"findings\":[",
    "unreachable\",\"mendable\":false,\"queued\":false,\"findings\":[",
    "no_tls\",\"mendable\":false,\"queued\":false,\"findings\":[",
    "\"mendable\":",
    ",\"queued\":",
    "\"proof_of_possession\":",
    "\"findings\":[",
    "{\"code\":\"",
    "\"},{\"code\":\"",
    "\",\"severity\":\"fail\",\"depth\":0,\"message\":\"",
    "\",\"severity\":\"fail\",\"message\":\"",
    "\",\"severity\":\"fail\",\"depth\":",
    "\",\"severity\":\"warn\",\"depth\":0,\"message\":\"",
    "\",\"severity\":\"warn\",\"message\":\"",
    "\",\"severity\":\"info\",\"message\":\"",
    ",\"message\":\"",
    "\",\"expected\":\"",
    "\",\"actual\":\"",
    "\"}],\"tls\":{\"version\":\"TLSv1.3\",\"cipher\":\"",
    "],\"tls\":{\"version\":\"TLSv1.3\",\"cipher\":\"",
    "],\"tls\":{\"version\":\"TLSv1.2\",\"cipher\":\"",
    "TLS_AES_128_GCM_SHA256\",\"group\":\"X25519\"},\"leaf\":{\"subject\":\"",
    "TLS_AES_256_GCM_SHA384\",\"group\":\"X25519\"},\"leaf\":{\"subject\":\"",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_",
    "\",\"group\":\"",
    "X25519",
    "\"},\"leaf\":{\"subject\":\"",
    "\",\"issuer\":\"",
    "\",\"serial\":\"",
    "\",\"not_before\":\"",
    "\",\"not_after\":\"",
    "\",\"key\":{\"type\":\"RSA\",\"bits\":2048},\"signature\":\"",
    "\",\"key\":{\"type\":\"RSA\",\"bits\":4096},\"signature\":\"",
    "\",\"key\":{\"type\":\"EC\",\"bits\":256,\"curve\":\"P-256\"},\"signature\":\"",
    "\",\"key\":{\"type\":\"",
    "\"bits\":",
    "},\"signature\":\"",
    "sha256WithRSAEncryption\",\"dns_names\":[\"",
    "ecdsa-with-SHA256\",\"dns_names\":[\"",
    "sha1WithRSAEncryption",
    "\",\"dns_names\":[",
    "\"],\"ip_addresses\":[\"",
    "\"],\"ip_addresses\":[],\"sha256\":\"",
    "],\"ip_addresses\":[",
    "\"],\"sha256\":\"",
    "],\"sha256\":\"",
    "\",\"spki_sha256\":\"",
    "\",\"self_signed\":false},\"chain\":[{\"subject\":\"",
    "\",\"self_signed\":true},\"chain\":[{\"subject\":\"",
    "\",\"sha256\":\"",
    "\"},{\"subject\":\"",
    "\"}],\"path\":[{\"subject\":\"",
    "\",\"from\":\"sent\"},{\"subject\":\"",
    "\",\"from\":\"intermediates\"},{\"subject\":\"",
    "\",\"from\":\"anchor\"}]",
    "self_signed",
    "untrusted_root",
    "incomplete_chain",
    "name_mismatch",
    "no_subject_alt_name",
    "expired at ",
    "expires at ",
    "connect_timeout",
    "CN=",
    ",O=",
    ",OU=",
    ",C=",
};
static_assert(std::size(kPhrases) <= kEscape - kFirstPhrase);

constexpr size_t kDigestDigits = 64;
constexpr size_t kShortest = 3;  // of a host or address that is worth a mark

// By their first and fourth byte, for many begin alike: the numbers of phrases, the longest first. One that is shorter
// than four bytes is in the bucket of 0 in place of the fourth.
using PhraseIndex = std::array<std::vector<uint8_t>, 256>;

size_t BucketOf(char first, char fourth) { return static_cast<uint8_t>(first * 7 + fourth * 13); }
char FourthOf(std::string_view text) { return text.size() < 4 ? '\0' : text[3]; }

// The bytes at which something else than the byte itself may begin, whatever host and address are.
using StartTable = std::array<bool, 256>;

StartTable MakeStartTable() {
  StartTable starts{};
  for (const std::string_view phrase : kPhrases) starts[static_cast<uint8_t>(phrase[0])] = true;
  for (const char digit : std::string_view("0123456789abcdef")) starts[static_cast<uint8_t>(digit)] = true;
  for (size_t byte = 0; byte < starts.size(); ++byte) {
    if (byte >= kFirstPhrase || (byte >= kDigest && byte <= kAddress)) starts[byte] = true;
  }
  return starts;
}

PhraseIndex MakePhraseIndex() {
  PhraseIndex index;
  for (size_t i = 0; i < std::size(kPhrases); ++i) {
    index[BucketOf(kPhrases[i][0], FourthOf(kPhrases[i]))].push_back(static_cast<uint8_t>(i));
  }
  for (std::vector<uint8_t>& phrases : index) {
    std::sort(phrases.begin(), phrases.end(),
              [](uint8_t a, uint8_t b) { return kPhrases[a].size() > kPhrases[b].size(); });
  }
  return index;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool BeginsWithDigest(std::string_view text) {
  // The last first: most of what begins like a digest is shorter.
  if (text.size() < kDigestDigits || HexValue(text[kDigestDigits - 1]) < 0) return false;
  return std::all_of(text.begin(), text.begin() + kDigestDigits, [](char c) { return HexValue(c) >= 0; });
}

class Packer {
 public:
  Packer(std::string_view text, std::string_view host, std::string_view address)
      : rest_(text), host_(host), address_(address) {
    packed_.reserve(text.size() / 2);
    static const StartTable kStarts = MakeStartTable();
    starts_ = kStarts;
    for (const std::string_view name : {host, address}) {
      if (!name.empty()) starts_[static_cast<uint8_t>(name[0])] = true;
    }
  }

  std::string Pack() {
    while (true) {
      CopyPlain();
      if (rest_.empty()) break;
      if (TakeName(host_, kHost) || TakeName(address_, kAddress) || TakePhrase() || TakeDigest()) continue;
      const auto byte = static_cast<uint8_t>(rest_.front());
      if (byte >= kFirstPhrase || (byte >= kDigest && byte <= kAddress)) Add(kEscape);
      Add(byte);
      rest_.remove_prefix(1);
    }
    return std::move(packed_);
  }

 private:
  void CopyPlain() {
    const auto* const end =
        std::find_if(rest_.begin(), rest_.end(), [this](char c) { return starts_[static_cast<uint8_t>(c)]; });
    packed_.append(rest_.begin(), end);
    rest_.remove_prefix(static_cast<size_t>(end - rest_.begin()));
  }

  void Add(uint8_t byte) { packed_ += static_cast<char>(byte); }

  bool TakeName(std::string_view name, Code code) {
    if (name.size() < kShortest || !rest_.starts_with(name)) return false;
    Add(code);
    rest_.remove_prefix(name.size());
    return true;
  }

  bool TakePhrase() {
    const char first = rest_.front();
    return TakePhraseOf(BucketOf(first, FourthOf(rest_))) || TakePhraseOf(BucketOf(first, '\0'));
  }

  bool TakePhraseOf(size_t bucket) {
    static const PhraseIndex& index = *new PhraseIndex(MakePhraseIndex());
    for (const uint8_t phrase : index[bucket]) {
      if (!rest_.starts_with(kPhrases[phrase])) continue;
      Add(static_cast<uint8_t>(kFirstPhrase + phrase));
      rest_.remove_prefix(kPhrases[phrase].size());
      return true;
    }
    return false;
  }

  bool TakeDigest() {
    if (HexValue(rest_.front()) < 0 || !BeginsWithDigest(rest_)) return false;
    const std::string_view digits = rest_.substr(0, kDigestDigits);
    rest_.remove_prefix(kDigestDigits);
    const auto earlier = std::find(digests_.begin(), digests_.end(), digits);
    if (earlier != digests_.end()) {
      Add(kEarlierDigest);
      Add(static_cast<uint8_t>(earlier - digests_.begin()));
      return true;
    }
    if (digests_.size() < 256) digests_.push_back(digits);
    Add(kDigest);
    for (size_t i = 0; i < kDigestDigits; i += 2) {
      Add(static_cast<uint8_t>(HexValue(digits[i]) << 4 | HexValue(digits[i + 1])));
    }
    return true;
  }

  std::string_view rest_;
  const std::string_view host_, address_;
  StartTable starts_;
  std::vector<std::string_view> digests_;
  std::string packed_;
};

// Takes `size` bytes, or what is left.
std::string_view Take(size_t size, std::string_view& rest) {
  const std::string_view taken = rest.substr(0, size);
  rest.remove_prefix(taken.size());
  return taken;
}

}  // namespace

std::string PackText(std::string_view text, std::string_view host, std::string_view address) {
  return Packer(text, host, address).Pack();
}

std::string UnpackText(std::string_view packed, std::string_view host, std::string_view address) {
  std::string text;
  text.reserve(packed.size() * 4);
  std::vector<std::string_view> digests;  // packed
  while (!packed.empty()) {
    const auto byte = static_cast<uint8_t>(Take(1, packed)[0]);
    if (byte == kEscape) {
      text += Take(1, packed);
    } else if (byte >= kFirstPhrase) {
      const size_t phrase = byte - kFirstPhrase;
      if (phrase < std::size(kPhrases)) text += kPhrases[phrase];
    } else if (byte == kDigest) {
      digests.push_back(Take(kDigestDigits / 2, packed));
      text += base::HexEncode(base::AsBytes(digests.back()));
    } else if (byte == kEarlierDigest) {
      const std::string_view number = Take(1, packed);
      const size_t index = number.empty() ? 256 : static_cast<uint8_t>(number[0]);
      if (index < digests.size()) text += base::HexEncode(base::AsBytes(digests[index]));
    } else if (byte == kHost) {
      text += host;
    } else if (byte == kAddress) {
      text += address;
    } else {
      text += static_cast<char>(byte);
    }
  }
  return text;
}

}  // namespace certsweep::estate
