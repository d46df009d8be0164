"""Small modal questions, each with a typed answer."""
