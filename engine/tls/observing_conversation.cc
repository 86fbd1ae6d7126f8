#include "engine/tls/observing_conversation.h"

#include <algorithm>
#include <utility>

namespace certsweep::tls {

namespace {

constexpr size_t kFirstBytes = 64;
constexpr uint8_t kFirstContentType = 20, kLastContentType = 24;  // change_cipher_spec to heartbeat
constexpr uint8_t kMajorVersion = 3;

Outcome OutcomeOf(StreamEnd end) {
  switch (end) {
    case StreamEnd::kClosed:
      return Outcome::kClosed;
    case StreamEnd::kReset:
      return Outcome::kReset;
    case StreamEnd::kTimeout:
      return Outcome::kTimeout;
    case StreamEnd::kLocalFailure:
      return Outcome::kLocalFailure;
  }
  return Outcome::kLocalFailure;
}

}  // namespace

Want ObservingConversation::Advance(base::Bytes input) {
  if (ended()) return Want::kDone;
  observation_.bytes_received += input.size();
  if (LooksLikeTls(input)) {
    Process(input);
    if (observation_.bytes_received >= kByteBudget)
      End(Outcome::kTimeout, "4 MiB received, and no end of the handshake");
  } else {
    EndAsNotTls(input);
  }
  if (!ended()) return Want::kRead;
  if (!std::exchange(released_, true)) Release();
  return Want::kDone;
}

void ObservingConversation::Finish(StreamEnd end) {
  if (ended()) return;
  const bool fragment = observation_.bytes_received > 0 && observation_.bytes_received < opening_.size();
  if (fragment && end != StreamEnd::kLocalFailure) {
    EndAsNotTls({});
  } else {
    End(OutcomeOf(end));
  }
  if (!std::exchange(released_, true)) Release();
}

base::Bytes ObservingConversation::pending_output() const { return base::AsBytes(output_).subspan(output_taken_); }

void ObservingConversation::ConsumeOutput(size_t count) {
  output_taken_ = std::min(output_taken_ + count, output_.size());
  if (output_taken_ < output_.size()) return;
  // Nothing is left: thousands wait for their peer like this, so the memory goes too.
  std::string().swap(output_);
  output_taken_ = 0;
}

void ObservingConversation::End(Outcome outcome, std::string_view error) {
  if (ended()) return;
  observation_.outcome = outcome;
  observation_.error = error;
}

bool ObservingConversation::KeepCertificates(CertificateMessage message) {
  observation_.certificate_seen = !message.chain.empty();
  observation_.certificate_list_empty = message.chain.empty() && !message.malformed;
  observation_.chain = std::move(message.chain);
  if (message.too_many) {
    End(Outcome::kCertificateTooLarge, "more than 100 certificates");
  } else if (message.malformed) {
    End(Outcome::kHandshakeFailed, "malformed Certificate message");
  }
  return !ended() && observation_.certificate_seen;
}

// A record's first byte is its type, its second the major version, 3 in all of SSL 3 and TLS.
bool ObservingConversation::LooksLikeTls(base::Bytes input) {
  const size_t count = std::min(input.size(), opening_.size() - opening_size_);
  std::copy_n(input.begin(), count, opening_.begin() + opening_size_);
  opening_size_ += count;
  if (opening_size_ >= 1 && (opening_[0] < kFirstContentType || opening_[0] > kLastContentType)) return false;
  return opening_size_ < 2 || opening_[1] == kMajorVersion;
}

void ObservingConversation::EndAsNotTls(base::Bytes input) {
  // What is in `input` and in opening_ both is in `input` alone where that is all there is.
  std::string first(base::AsText(base::Bytes(opening_).first(opening_size_)));
  const size_t before = observation_.bytes_received - input.size();
  if (before <= first.size()) first.resize(before);
  first += base::AsText(input.first(std::min(input.size(), kFirstBytes - first.size())));
  observation_.first_bytes = std::move(first);
  End(Outcome::kNotTls);
}

}  // namespace certsweep::tls
