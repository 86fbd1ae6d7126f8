#include "scanner/targets/spool.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"

namespace certsweep::scanner {

namespace {

constexpr size_t kHeaderBytes = 4;  // the record's size, little-endian
constexpr size_t kWriteBytes = size_t{64} << 10;
constexpr size_t kScanBytes = size_t{256} << 10;
constexpr size_t kUsualRecordBytes = 512;

void PutSize(size_t size, std::string& out) {
  for (size_t i = 0; i < kHeaderBytes; ++i) out += static_cast<char>(size >> (8 * i));
}

size_t GetSize(std::string_view bytes) {
  size_t size = 0;
  for (size_t i = 0; i < kHeaderBytes; ++i) size |= size_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return size;
}

absl::Status CutShort() { return absl::InternalError("the temporary file of targets was cut short"); }

}  // namespace

absl::StatusOr<Spool> Spool::Create() {
  auto file = OpenUnlinkedTemporary();
  if (!file.ok()) return file.status();
  return Spool(*std::move(file));
}

absl::StatusOr<uint64_t> Spool::Append(std::string_view record) {
  if (record.size() > std::numeric_limits<uint32_t>::max()) {
    return absl::ResourceExhaustedError("the lines about one endpoint take more than 4 GiB");
  }
  const uint64_t offset = size();
  PutSize(record.size(), pending_);
  pending_ += record;
  if (pending_.size() >= kWriteBytes) {
    if (auto status = Flush(); !status.ok()) return status;
  }
  return offset;
}

absl::Status Spool::Flush() {
  if (absl::Status status = WriteAt(file_, written_, pending_); !status.ok()) return status;
  written_ += pending_.size();
  std::string().swap(pending_);  // the buffer is not to last as long as the scan; an assignment would keep it
  return absl::OkStatus();
}

uint64_t Spool::OffsetAfter(uint64_t offset, std::string_view record) { return offset + kHeaderBytes + record.size(); }

absl::StatusOr<std::string> Spool::Read(uint64_t offset) const {
  std::string bytes;
  if (auto status = ReadAt(file_, offset, kUsualRecordBytes, bytes); !status.ok()) return status;
  if (bytes.size() < kHeaderBytes) return CutShort();
  const size_t wanted = kHeaderBytes + GetSize(bytes);
  if (bytes.size() < wanted && bytes.size() == kUsualRecordBytes) {
    if (auto status = ReadAt(file_, offset + bytes.size(), wanted - bytes.size(), bytes); !status.ok()) return status;
  }
  if (bytes.size() < wanted) return CutShort();
  return bytes.substr(kHeaderBytes, wanted - kHeaderBytes);
}

absl::Status Spool::Scan(uint64_t end,
                         const std::function<absl::Status(uint64_t offset, std::string_view record)>& visit) const {
  std::string buffer;
  size_t position = 0;
  uint64_t offset = 0;
  // Makes `wanted` bytes stand at `position`, and as many more as a chunk holds.
  const auto ensure = [&](size_t wanted) -> absl::Status {
    if (buffer.size() - position >= wanted) return absl::OkStatus();
    buffer.erase(0, position);
    position = 0;
    const size_t more = std::max(wanted, kScanBytes) - buffer.size();
    if (auto status = ReadAt(file_, offset + buffer.size(), more, buffer); !status.ok()) return status;
    return buffer.size() < wanted ? CutShort() : absl::OkStatus();
  };
  while (offset < end) {
    if (auto status = ensure(kHeaderBytes); !status.ok()) return status;
    const size_t size = GetSize(std::string_view(buffer).substr(position));
    if (auto status = ensure(kHeaderBytes + size); !status.ok()) return status;
    const std::string_view record = std::string_view(buffer).substr(position + kHeaderBytes, size);
    if (auto status = visit(offset, record); !status.ok()) return status;
    position += kHeaderBytes + size;
    offset += kHeaderBytes + size;
  }
  return absl::OkStatus();
}

}  // namespace certsweep::scanner
