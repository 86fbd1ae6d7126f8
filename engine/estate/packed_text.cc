#include "engine/estate/packed_text.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <cstring>
#include <string>
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
// Of a phrase, and of a host or address that is worth a mark.
constexpr size_t kShortest = 3;
static_assert(std::all_of(std::begin(kPhrases), std::end(kPhrases),
                          [](auto phrase) { return phrase.size() >= kShortest; }));

// REQUIRES: `text` has eight bytes at `at`.
uint64_t EightBytes(std::string_view text, size_t at) {
  uint64_t bytes = 0;  // the first is the lowest
  std::memcpy(&bytes, &text[at], sizeof(bytes));
  return bytes;
}

// The first eight bytes of a text, or those it has.
uint64_t FirstBytes(std::string_view text) {
  if (text.size() >= sizeof(uint64_t)) return EightBytes(text, 0);
  uint64_t bytes = 0;
  for (size_t i = 0; i < text.size(); ++i) bytes |= uint64_t{static_cast<uint8_t>(text[i])} << 8 * i;
  return bytes;
}

struct IndexedPhrase {
  uint64_t first_bytes, mask;  // what a text must begin with; of shorter phrases the rest is masked
  std::string_view phrase;
  uint8_t number;
};

// By their first and fourth byte, for many begin alike: phrases, the longest first. One that is shorter than four bytes
// is in the bucket of 0 in place of the fourth.
using PhraseIndex = std::array<std::vector<IndexedPhrase>, 256>;

size_t BucketOf(char first, char fourth) { return static_cast<uint8_t>(first * 7 + fourth * 13); }
char FourthOf(std::string_view text) { return text.size() < 4 ? '\0' : text[3]; }

bool NeedsEscape(uint8_t byte) { return byte >= kFirstPhrase || (byte >= kDigest && byte <= kAddress); }

// REQUIRES: `text` has two.
uint16_t FirstTwo(std::string_view text) {
  uint16_t two = 0;
  std::memcpy(&two, text.data(), sizeof(two));
  return two;
}

// The first two bytes of all phrases. Few places of a text that begins none have them.
using StartSet = std::bitset<65536>;

StartSet MakeStartSet() {
  StartSet starts;
  for (const std::string_view phrase : kPhrases) starts.set(FirstTwo(phrase));
  return starts;
}

PhraseIndex MakePhraseIndex() {
  PhraseIndex index;
  for (size_t i = 0; i < std::size(kPhrases); ++i) {
    const std::string_view phrase = kPhrases[i];
    const std::string all(std::min(phrase.size(), sizeof(uint64_t)), '\xff');
    index[BucketOf(phrase[0], FourthOf(phrase))].push_back(
        {FirstBytes(phrase), FirstBytes(all), phrase, static_cast<uint8_t>(i)});
  }
  for (std::vector<IndexedPhrase>& phrases : index) {
    std::sort(phrases.begin(), phrases.end(),
              [](const IndexedPhrase& a, const IndexedPhrase& b) { return a.phrase.size() > b.phrase.size(); });
  }
  return index;
}

constexpr std::array<int8_t, 256> kHexValues = [] {
  std::array<int8_t, 256> values{};
  values.fill(-1);
  for (int i = 0; i < 16; ++i) values[static_cast<uint8_t>("0123456789abcdef"[i])] = static_cast<int8_t>(i);
  return values;
}();

int HexValue(char c) { return kHexValues[static_cast<uint8_t>(c)]; }
bool IsHex(char c) { return HexValue(c) >= 0; }

// Puts the bytes that all of `digits` stand for into `bytes`. False: not all are hex digits. Eight at a time: adding to
// a byte below 0x80 sets its topmost bit where the byte is large enough.
bool DecodeDigest(std::string_view digits, base::Sha256Digest& bytes) {
  constexpr uint64_t kEach = 0x0101010101010101, kTop = 0x80 * kEach;
  uint64_t strange = 0;
  for (size_t i = 0; i < bytes.size(); i += 4) {
    const uint64_t eight = EightBytes(digits, 2 * i);
    const uint64_t low = eight & ~kTop;
    const uint64_t is_digit = (low + (0x80 - '0') * kEach) & ~(low + (0x80 - ('9' + 1)) * kEach) & kTop;
    const uint64_t is_letter = (low + (0x80 - 'a') * kEach) & ~(low + (0x80 - ('f' + 1)) * kEach) & kTop;
    strange |= (eight & kTop) | ((is_digit | is_letter) ^ kTop);
    // The low half of a byte, and nine more for a letter; then two to a byte, which goes where the first of them is.
    const uint64_t halves = (low & 0x0f * kEach) + 9 * (is_letter >> 7);
    uint64_t pairs = ((halves << 4) | (halves >> 8)) & 0x00ff00ff00ff00ff;
    pairs = (pairs | pairs >> 8) & 0x0000ffff0000ffff;
    const auto four = static_cast<uint32_t>(pairs | pairs >> 16);
    std::memcpy(&bytes[i], &four, sizeof(four));
  }
  return strange == 0;
}

// As text.starts_with(prefix), which is a call, and all these are short.
bool StartsWith(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  size_t at = 0;
  for (; at + sizeof(uint64_t) <= prefix.size(); at += sizeof(uint64_t)) {
    if (EightBytes(text, at) != EightBytes(prefix, at)) return false;
  }
  for (; at < prefix.size(); ++at) {
    if (text[at] != prefix[at]) return false;
  }
  return true;
}

// A host or address, which texts mention again and again.
struct Name {
  Name(std::string_view name_text, Code name_code)
      : text(name_text.size() < kShortest ? "" : name_text),
        code(name_code),
        first_two(text.empty() ? 0 : FirstTwo(text)) {}

  const std::string_view text;  // empty: not worth a mark
  const Code code;
  const uint16_t first_two;
};

class Packer {
 public:
  Packer(std::string_view text, std::string_view host, std::string_view address)
      : text_(text), host_(host, kHost), address_(address, kAddress) {
    packed_.reserve(text.size() / 2);
  }

  std::string Pack() {
    while (true) {
      CopyPlain();
      if (at_ == text_.size()) break;
      if (TakeName(host_) || TakeName(address_) || TakePhrase() || TakeDigest()) continue;
      const auto byte = static_cast<uint8_t>(text_[at_++]);
      if (NeedsEscape(byte)) Add(kEscape);
      Add(byte);
    }
    return std::move(packed_);
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }
  void Add(uint8_t byte) { packed_ += static_cast<char>(byte); }

  void CopyPlain() {
    const size_t begin = at_;
    while (at_ < text_.size() && IsPlain()) ++at_;
    packed_.append(text_, begin, at_ - begin);
  }

  // Whether the next byte stands for itself, and begins nothing that is packed.
  bool IsPlain() const {
    if (NeedsEscape(static_cast<uint8_t>(text_[at_]))) return false;
    if (text_.size() - at_ >= kShortest) {
      static const StartSet& starts = *new StartSet(MakeStartSet());
      const uint16_t two = FirstTwo(rest());
      if (starts[two] || two == host_.first_two || two == address_.first_two) return false;
    }
    return !MayBeDigest();
  }

  // Not within a longer run of digits, where each would have to be looked at.
  bool MayBeDigest() const {
    if (!IsHex(text_[at_])) return false;
    const bool begins = at_ == after_digest_ || !IsHex(text_[at_ - 1]);
    // Most of what begins like a digest is shorter.
    return begins && text_.size() - at_ >= kDigestDigits && IsHex(text_[at_ + kDigestDigits - 1]);
  }

  bool TakeName(const Name& name) {
    if (name.text.empty() || !StartsWith(rest(), name.text)) return false;
    Add(name.code);
    at_ += name.text.size();
    return true;
  }

  bool TakePhrase() {
    const char first = text_[at_];
    return TakePhraseOf(BucketOf(first, FourthOf(rest()))) || TakePhraseOf(BucketOf(first, '\0'));
  }

  bool TakePhraseOf(size_t bucket) {
    static const PhraseIndex& index = *new PhraseIndex(MakePhraseIndex());
    const uint64_t next = FirstBytes(rest());
    for (const IndexedPhrase& indexed : index[bucket]) {
      // Most that are tried differ in these.
      if ((next & indexed.mask) != indexed.first_bytes || !StartsWith(rest(), indexed.phrase)) continue;
      Add(static_cast<uint8_t>(kFirstPhrase + indexed.number));
      at_ += indexed.phrase.size();
      return true;
    }
    return false;
  }

  bool TakeDigest() {
    if (!MayBeDigest()) return false;
    const std::string_view digits = text_.substr(at_, kDigestDigits);
    const auto earlier = std::find(digests_.begin(), digests_.end(), digits);
    if (earlier != digests_.end()) {
      Add(kEarlierDigest);
      Add(static_cast<uint8_t>(earlier - digests_.begin()));
    } else {
      base::Sha256Digest bytes;
      if (!DecodeDigest(digits, bytes)) return false;
      if (digests_.size() < 256) digests_.push_back(digits);
      Add(kDigest);
      packed_ += base::AsText(bytes);
    }
    at_ += kDigestDigits;
    after_digest_ = at_;
    return true;
  }

  const std::string_view text_;
  const Name host_, address_;
  size_t at_ = 0;            // of the next byte
  size_t after_digest_ = 0;  // where the last one ended; 0: the text begins
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
