document.title = "Headwater: join";
