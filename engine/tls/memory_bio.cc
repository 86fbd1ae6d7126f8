#include "engine/tls/memory_bio.h"

#include <openssl/bio.h>

#include <algorithm>
#include <cstring>

namespace certsweep::tls {

namespace {

MemoryBioEnds& EndsOf(BIO* bio) { return *static_cast<MemoryBioEnds*>(BIO_get_data(bio)); }

int Read(BIO* bio, char* buffer, int size) {
  BIO_clear_retry_flags(bio);
  MemoryBioEnds& ends = EndsOf(bio);
  if (ends.input.empty()) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const size_t count = std::min(ends.input.size(), static_cast<size_t>(std::max(size, 0)));
  std::memcpy(buffer, ends.input.data(), count);
  ends.input = ends.input.subspan(count);
  return static_cast<int>(count);
}

int Write(BIO* bio, const char* data, int size) {
  BIO_clear_retry_flags(bio);
  if (size > 0) EndsOf(bio).output->append(data, static_cast<size_t>(size));
  return size;
}

long Control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

// Made once and never freed: BIOs on any thread point to it.
const BIO_METHOD* Method() {
  static const BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(0, "certsweep memory");
    if (made != nullptr) {
      BIO_meth_set_read(made, Read);
      BIO_meth_set_write(made, Write);
      BIO_meth_set_ctrl(made, Control);
    }
    return made;
  }();
  return method;
}

}  // namespace

bssl::UniquePtr<BIO> NewMemoryBio(MemoryBioEnds* ends) {
  bssl::UniquePtr<BIO> bio(Method() != nullptr ? BIO_new(Method()) : nullptr);
  if (bio) {
    BIO_set_data(bio.get(), ends);
    BIO_set_init(bio.get(), 1);
  }
  return bio;
}

}  // namespace certsweep::tls
