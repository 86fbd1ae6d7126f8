#include "scanner/targets/spool_record.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "engine/base/bytes.h"

namespace certsweep::scanner {

namespace {

using base::IpAddress;

constexpr char kListed = 'L';
constexpr char kListedContinues = 'C';
constexpr char kRange = 'R';

// Little-endian, seven bits a byte, the high bit where more follow.
void PutNumber(uint64_t number, std::string& out) {
  while (number >= 0x80) {
    out += static_cast<char>(number | 0x80);
    number >>= 7;
  }
  out += static_cast<char>(number);
}

void PutText(std::string_view text, std::string& out) {
  PutNumber(text.size(), out);
  out += text;
}

void PutAddress(const IpAddress& address, std::string& out) { PutText(base::AsText(address.bytes()), out); }

// Reads what Put... wrote; ok() turns false for good where the bytes do not suffice.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  bool AtEnd() const { return rest_.empty(); }

  uint64_t Number() {
    uint64_t number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::string_view byte = Take(1);
      if (byte.empty()) return 0;
      const auto value = static_cast<unsigned char>(byte.front());
      number |= uint64_t{value & 0x7fU} << shift;
      if (value < 0x80) return number;
    }
    ok_ = false;
    return 0;
  }

  // A count of things that take at least a byte each.
  uint64_t Count() {
    const uint64_t count = Number();
    ok_ = ok_ && count <= rest_.size();
    return ok_ ? count : 0;
  }

  std::string_view Text() { return Take(Number()); }

  std::optional<IpAddress> Address() {
    const auto address = IpAddress::FromBytes(base::AsBytes(Text()));
    ok_ = ok_ && address.has_value();
    return address;
  }

 private:
  std::string_view Take(uint64_t size) {
    ok_ = ok_ && size <= rest_.size();
    if (!ok_) return {};
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  bool ok_ = true;
  std::string_view rest_;
};

std::string EncodeListed(const ListedEndpoint& listed) {
  std::string out;
  out += listed.continues_line ? kListedContinues : kListed;
  PutText(listed.host, out);
  PutText(listed.address ? base::AsText(listed.address->bytes()) : std::string_view(), out);
  PutNumber(listed.port, out);
  PutNumber(listed.identities.size(), out);
  for (const std::string& identity : listed.identities) PutText(identity, out);
  PutNumber(listed.columns.size(), out);
  for (const auto& [column, value] : listed.columns) {
    PutNumber(column, out);
    PutText(value, out);
  }
  PutNumber(listed.position ? *listed.position + 1 : 0, out);
  return out;
}

ListedEndpoint DecodeListed(Cursor& cursor) {
  ListedEndpoint listed;
  listed.host = cursor.Text();
  if (const std::string_view address = cursor.Text(); !address.empty()) {
    listed.address = IpAddress::FromBytes(base::AsBytes(address));
  }
  listed.port = static_cast<uint16_t>(cursor.Number());
  listed.identities.resize(cursor.Count());
  for (std::string& identity : listed.identities) identity = cursor.Text();
  listed.columns.resize(cursor.Count());
  for (auto& [column, value] : listed.columns) {
    column = static_cast<uint32_t>(cursor.Number());
    value = cursor.Text();
  }
  if (const uint64_t position = cursor.Number(); position > 0) listed.position = position - 1;
  return listed;
}

absl::Status Damaged() { return absl::InternalError("the temporary file of targets is damaged"); }

}  // namespace

std::string EncodeSpoolRecord(const SpoolRecord& record) {
  if (const auto* listed = std::get_if<ListedEndpoint>(&record)) return EncodeListed(*listed);
  const auto& range = std::get<base::AddressRange>(record);
  std::string out(1, kRange);
  PutAddress(range.first, out);
  PutAddress(range.last, out);
  return out;
}

absl::StatusOr<SpoolRecord> DecodeSpoolRecord(std::string_view bytes) {
  if (bytes.empty()) return Damaged();
  Cursor cursor(bytes.substr(1));
  SpoolRecord record;
  switch (bytes.front()) {
    case kListed:
    case kListedContinues: {
      ListedEndpoint listed = DecodeListed(cursor);
      listed.continues_line = bytes.front() == kListedContinues;
      record = std::move(listed);
      break;
    }
    case kRange: {
      const auto first = cursor.Address();
      const auto last = cursor.Address();
      if (first && last) record = base::AddressRange{*first, *last};
      break;
    }
    default:
      return Damaged();
  }
  if (!cursor.ok() || !cursor.AtEnd()) return Damaged();
  return record;
}

ListedMerger::ListedMerger(ListedEndpoint first)
    : merged_(std::move(first)), identities_(merged_.identities.begin(), merged_.identities.end()) {}

void ListedMerger::Add(const ListedEndpoint& next) {
  for (const std::string& identity : next.identities) {
    if (!identities_.insert(identity).second) continue;
    merged_.identities.push_back(identity);
    changed_ = true;
  }
  for (const auto& [column, value] : next.columns) {
    const auto at = std::find_if(merged_.columns.begin(), merged_.columns.end(),
                                 [wanted = column](const auto& have) { return have.first == wanted; });
    if (at == merged_.columns.end()) {
      merged_.columns.emplace_back(column, value);
      changed_ = true;
    } else if (at->second.empty() && !value.empty()) {
      at->second = value;
      changed_ = true;
    }
  }
}

}  // namespace certsweep::scanner
