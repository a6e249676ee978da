#include "CTimex.h"
