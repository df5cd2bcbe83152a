document.title = "Headwater: index";
