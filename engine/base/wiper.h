// Wiper: overwrites what held a secret when its scope is left, whatever way. The string must outlive it.
#ifndef CERTSWEEP_ENGINE_BASE_WIPER_H_
#define CERTSWEEP_ENGINE_BASE_WIPER_H_

#include <string>

namespace certsweep::base {

// Overwrites every byte; the size stays.
void Wipe(std::string& secret);

class Wiper {
 public:
  explicit Wiper(std::string& secret) : secret_(secret) {}
  ~Wiper() { Wipe(secret_); }
  Wiper(const Wiper&) = delete;
  Wiper& operator=(const Wiper&) = delete;

 private:
  std::string& secret_;
};

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_WIPER_H_
